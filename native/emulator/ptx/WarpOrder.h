// __syncwarp orders the lanes that take part in it and no others: who met whom is kept, so that a race past a partial mask is still found.
#pragma once

#include "Instruction.h"

#include <array>
#include <cstdint>

namespace vdsh {

class WarpOrder {
public:
    /// No lanes have met.
    void reset();

    /// The lanes of a mask meet; `complete` where these are all lanes of the warp.
    void meet(std::uint32_t lanes, bool complete);

    /// How many meetings there were so far.
    std::uint32_t now() const { return meetings; }

    /// Whether two lanes have met since `time`.
    bool haveMet(int lane, int other, std::uint32_t time) const { return complete > time || (partial && met[lane][other] > time); }

private:
    std::uint32_t meetings = 0;
    std::uint32_t complete = 0;
    bool partial = false;
    std::array<std::array<std::uint32_t, WarpSize>, WarpSize> met{};
};

inline void WarpOrder::reset() {
    if (partial)
        met = {};
    meetings = complete = 0;
    partial = false;
}

inline void WarpOrder::meet(std::uint32_t lanes, bool isComplete) {
    ++meetings;
    if (isComplete) {
        complete = meetings;
        return;
    }
    partial = true;
    for (std::uint32_t rest = lanes; rest; rest &= rest - 1)
        for (std::uint32_t others = lanes; others; others &= others - 1)
            met[__builtin_ctz(rest)][__builtin_ctz(others)] = meetings;
}

}
