// Runs the blocks of a grid one after another; the first error of a thread ends the kernel.
#include "Execution.h"

#include "BlockExecution.h"

namespace vdsh {

namespace {

constexpr int InvalidValue = 1;

}

Fault execute(const Function& function, const LaunchShape& shape, const std::uint8_t* parameters, Memory& memory, const Options& options) {
    const std::size_t threads = std::size_t(shape.block[0]) * shape.block[1] * shape.block[2];
    if (threads == 0 || threads > function.maximalThreads())
        return {InvalidValue, "kernel " + function.name() + ": a block of " + std::to_string(threads) + " threads, where 1 to " + std::to_string(function.maximalThreads()) + " are allowed"};
    BlockExecution block(function, shape, parameters, memory, options);
    const std::uint64_t blocks = std::uint64_t(shape.grid[0]) * shape.grid[1] * shape.grid[2];
    try {
        for (std::uint64_t i = 0; i < blocks; ++i) {
            const std::uint64_t number = options.reverse ? blocks - 1 - i : i;
            block.run(static_cast<unsigned>(number % shape.grid[0]), static_cast<unsigned>(number / shape.grid[0] % shape.grid[1]),
                static_cast<unsigned>(number / shape.grid[0] / shape.grid[1]));
        }
    } catch (const KernelError& error) {
        return {error.code, error.what()};
    }
    return {};
}

}
