// Models streams as queues of work with explicit dependencies, so that any order that the API permits can be chosen when work runs.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "../ptx/Execution.h"

namespace vdsh {

class Stream;

/// A point in a stream: reached once the first `ticket` units of the stream's work have ended.
struct Marker {
    std::shared_ptr<Stream> stream;
    std::uint64_t ticket = 0;

    bool reached() const;
};

/// One unit of device work: it runs after all earlier ones of its stream and after the markers in `after`.
struct Work {
    std::string what;
    std::function<Fault()> run;
    std::vector<Marker> after;
};

class Stream {
public:
    explicit Stream(bool waitsForLegacy) : blocking(waitsForLegacy) {}

    bool idle() const { return pending.empty(); }
    std::uint64_t enqueued() const { return completed + pending.size(); }

    std::deque<Work> pending;
    /// Units of work that have ended, dropped ones included.
    std::uint64_t completed = 0;
    /// Whether it takes part in the implicit ordering of the legacy default stream.
    const bool blocking;
    /// Destroyed streams still finish their work.
    bool destroyed = false;
    /// What the next unit must wait for (cuStreamWaitEvent).
    std::vector<Marker> waits;
};

inline bool Marker::reached() const { return !stream || stream->completed >= ticket; }

}
