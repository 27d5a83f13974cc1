// Keeps the emulator's options, which come from the environment and which tests may change while running.
#pragma once

#include <cstddef>
#include <string>

#include "../ptx/Execution.h"

namespace vdsh {

/// Counts down to one failure; 0 is off.
class Countdown {
public:
    void set(long n) { left = n > 0 ? n : 0; }
    /// True once, at the n-th call after set(n).
    bool strikes() { return left > 0 && --left == 0; }

private:
    long left = 0;
};

struct Settings {
    Options execution;
    bool defer = true;
    std::size_t memoryBytes = std::size_t{2} << 30;
    Countdown failAllocation;
    Countdown failLaunch;
    std::string coverageFile;

    /// Reads VDSH_EMU_*; a value that is not a number is reported on stderr and the default stays.
    static Settings fromEnvironment();
};

}
