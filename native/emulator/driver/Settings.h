// Keeps the emulator's options, which come from the environment and which tests may change while running.
#pragma once

#include <cstddef>
#include <string>

#include "../ptx/Execution.h"
#include "Countdown.h"

namespace vdsh {

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
