// One thread block: its warps, its shared memory, and the barrier where they meet.
#pragma once

#include "Execution.h"
#include "SharedMemory.h"
#include "Warp.h"

#include <stdexcept>
#include <vector>

namespace vdsh {

/// Ends the execution of a kernel; becomes a Fault at the door.
class KernelError : public std::runtime_error {
public:
    KernelError(int code, const std::string& message) : std::runtime_error(message), code(code) {}

    const int code;
};

class BlockExecution {
public:
    BlockExecution(const Function& function, const LaunchShape& shape, const std::uint8_t* parameters, Memory& memory, const Options& options);

    /// Runs the block with these coordinates to its end.
    void run(unsigned x, unsigned y, unsigned z);

    /// Throws the error of a thread: where it happened is added to what.
    [[noreturn]] void fail(int code, int thread, const Instruction& instruction, const std::string& what) const;

    /// Counts one warp instruction against the limit.
    void count(int thread, const Instruction& instruction) {
        if (options.instructionLimit > 0 && ++executed > options.instructionLimit)
            failAtLimit(thread, instruction);
    }

    int threadCount() const { return threads; }

    /// Value of a special register for a thread.
    std::uint64_t special(const std::string& name, int thread) const;

    const Function& function;
    const LaunchShape& shape;
    const std::uint8_t* const parameters;
    Memory& memory;
    const Options& options;
    SharedMemory shared;

private:
    void open(const Warp& waiter);
    std::string describe(int thread) const;
    [[noreturn]] void failAtLimit(int thread, const Instruction& instruction) const;

    std::vector<Warp> warps;
    unsigned block[3] = {};
    int threads;
    std::uint64_t executed = 0;
};

}
