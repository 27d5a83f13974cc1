// The door of the interpreter: one call runs one kernel to its end, or says what it did wrong and where.
#pragma once

#include "Memory.h"
#include "Module.h"

#include <iosfwd>

namespace vdsh {

struct Options {
    bool races = true;                   ///< report conflicting accesses to shared memory
    bool reverse = false;                ///< blocks, warps and the lanes of stores and atomics from the last to the first
    std::uint64_t instructionLimit = 0;  ///< warp instructions a block may take; 0 for no limit
};

/// What a kernel did wrong. `code` is a CUresult: 700 illegal address, 716 misaligned address, 719 launch failure, 702 timeout,
/// 1 a block of a size that the kernel does not allow; 0 is none.
struct Fault {
    int code = 0;
    std::string message;
};

struct LaunchShape {
    unsigned grid[3];
    unsigned block[3];
    std::size_t dynamicShared;
};

/// Runs a kernel to its end or to its first fault.
/// @param parameters the bytes of the parameters at the offsets of Function::parameters()
Fault execute(const Function& function, const LaunchShape& shape, const std::uint8_t* parameters, Memory& memory, const Options& options);

/// Writes, per kernel that was executed or loaded, how many of its instructions have run, and the lines of those that never did.
void writeCoverage(std::ostream& stream);

}
