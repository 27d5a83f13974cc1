// Runs the work of all streams of a context, late and in an order that favours finding missing synchronisation.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "Settings.h"
#include "Stream.h"

namespace vdsh {

/// The streams of one context and its sticky error. Work runs on the calling thread, inside the call that needs its result.
class Scheduler {
public:
    explicit Scheduler(const Settings& settings);

    /// The legacy default stream.
    const std::shared_ptr<Stream>& legacy() const { return legacyStream; }
    std::shared_ptr<Stream> createStream(bool blocking);

    /// Appends work, ordered against the legacy stream as documented, and runs it at once where nothing is deferred.
    Marker enqueue(const std::shared_ptr<Stream>& stream, Work work);
    /// The point that is reached once everything now in the stream (and what it waits for) has ended.
    Marker tail(const std::shared_ptr<Stream>& stream);

    /// Runs what the marker needs and nothing else: other streams stay behind, as they may on hardware.
    void runUntil(const Marker& target);
    /// Runs one unit towards the marker, so that polling makes progress.
    void runOneTowards(const Marker& target);
    void runAll();
    /// As `runUntil` and `runAll`, in calls that make the host wait; these are counted.
    void waitUntil(const Marker& target);
    void waitForAll();
    std::size_t waits() const { return waitCount; }
    /// Forgets all pending work.
    void drop();

    /// 0, or the code that every call returns from now on.
    int sticky() const { return stickyCode; }

private:
    void step(Stream& stream);
    bool advance(std::vector<Marker>& path);
    void forgetFinished();

    const Settings& settings;
    std::shared_ptr<Stream> legacyStream;
    std::vector<std::shared_ptr<Stream>> streams;
    int stickyCode = 0;
    std::size_t waitCount = 0;
};

}
