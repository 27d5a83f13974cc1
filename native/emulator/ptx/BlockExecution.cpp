// Warps run one after another, each until it waits; when all wait at the barrier, it opens.
#include "BlockExecution.h"

namespace vdsh {

namespace {

constexpr int LaunchFailed = 719, TimedOut = 702;

}

BlockExecution::BlockExecution(
    const Function& function, const LaunchShape& shape, const std::uint8_t* parameters, Memory& memory, const Options& options)
    : function(function), shape(shape), parameters(parameters), memory(memory), options(options),
      threads(static_cast<int>(shape.block[0] * shape.block[1] * shape.block[2])) {
    const int count = (threads + WarpSize - 1) / WarpSize;
    for (int i = 0; i < count; ++i)
        warps.emplace_back(*this, i, std::min(WarpSize, threads - i * WarpSize));
}

void BlockExecution::run(unsigned x, unsigned y, unsigned z) {
    block[0] = x;
    block[1] = y;
    block[2] = z;
    executed = 0;
    shared.reset(shape.dynamicShared > 0 ? function.dynamicStart + shape.dynamicShared : function.sharedSize);
    for (Warp& warp : warps)
        warp.start();
    for (;;) {
        for (std::size_t i = 0; i < warps.size(); ++i)
            warps[options.reverse ? warps.size() - 1 - i : i].run();
        int waiting = 0, ended = 0;
        const Warp* waiter = nullptr;
        for (const Warp& warp : warps) {
            waiting += warp.waitingCount();
            ended += warp.endedCount();
            waiter = warp.waitingCount() > 0 ? &warp : waiter;
        }
        if (ended == threads)
            return;
        if (ended > 0)
            fail(LaunchFailed, waiter->firstWaiting(), waiter->barrierInstruction(), "waits at a barrier that " + std::to_string(ended) + " threads of the block never reach: they have ended");
        open(*waiter);
    }
}

// All threads wait at a barrier: they must wait at the same one.
void BlockExecution::open(const Warp& waiter) {
    const Instruction& barrier = waiter.barrierInstruction();
    int votes = 0;
    for (const Warp& warp : warps) {
        if (&warp.barrierInstruction() != &barrier)
            fail(LaunchFailed, warp.firstWaiting(), warp.barrierInstruction(), "a divergent barrier: other warps of the block wait at the one in PTX line " + std::to_string(barrier.line));
        votes += warp.votes();
    }
    const bool holds = barrier.vote == VoteKind::All ? votes == threads : votes > 0;
    shared.barrier();
    for (Warp& warp : warps)
        warp.release(static_cast<std::uint64_t>(barrier.vote == VoteKind::Ballot ? votes : holds));
}

void BlockExecution::failAtLimit(int thread, const Instruction& instruction) const {
    fail(TimedOut, thread, instruction, "the block has executed more than " + std::to_string(options.instructionLimit) + " warp instructions");
}

std::string BlockExecution::describe(int thread) const {
    const unsigned t = static_cast<unsigned>(thread);
    const auto triple = [](unsigned a, unsigned b, unsigned c) {
        return "(" + std::to_string(a) + ", " + std::to_string(b) + ", " + std::to_string(c) + ")";
    };
    return "block " + triple(block[0], block[1], block[2]) + ", thread "
        + triple(t % shape.block[0], t / shape.block[0] % shape.block[1], t / shape.block[0] / shape.block[1]);
}

void BlockExecution::fail(int code, int thread, const Instruction& instruction, const std::string& what) const {
    throw KernelError(code, "kernel " + function.kernelName + ", " + describe(thread) + ", PTX line " + std::to_string(instruction.line) + ": " + what);
}

std::uint64_t BlockExecution::special(const std::string& name, int thread) const {
    const unsigned t = static_cast<unsigned>(thread), lane = t % WarpSize;
    const unsigned coordinates[3] = {t % shape.block[0], t / shape.block[0] % shape.block[1], t / shape.block[0] / shape.block[1]};
    const std::size_t axis = static_cast<std::size_t>(name.back() - 'x');
    if (name.compare(0, 5, "%tid.") == 0)
        return coordinates[axis];
    if (name.compare(0, 6, "%ntid.") == 0)
        return shape.block[axis];
    if (name.compare(0, 7, "%ctaid.") == 0)
        return block[axis];
    if (name.compare(0, 8, "%nctaid.") == 0)
        return shape.grid[axis];
    if (name == "%laneid")
        return lane;
    if (name == "%warpid")
        return t / WarpSize;
    if (name == "%nwarpid")
        return warps.size();
    const std::uint32_t equal = std::uint32_t(1) << lane, less = equal - 1;
    if (name == "%lanemask_eq")
        return equal;
    if (name == "%lanemask_lt")
        return less;
    if (name == "%lanemask_le")
        return less | equal;
    if (name == "%lanemask_gt")
        return ~(less | equal);
    return ~less;
}

}
