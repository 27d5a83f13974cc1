// Models an event: the point in a stream where it was last recorded.
#pragma once

#include <cstdint>

#include "Stream.h"

namespace vdsh {

struct Event {
    bool timed = true;
    /// Empty stream: never recorded.
    Marker recorded;
    /// Steady time of the latest record that has run, in nanoseconds.
    std::int64_t nanoseconds = 0;
};

}
