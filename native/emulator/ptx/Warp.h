// Thirty-two lanes that may go separate ways: the lowest program counter runs first, and lanes that meet again run together.
#pragma once

#include "Instruction.h"
#include "WarpOrder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vdsh {

class BlockExecution;
struct Allocation;

class Warp {
public:
    /// @param lanes threads of this warp, 1..32: the last warp of a block may be smaller
    Warp(BlockExecution& block, int index, int lanes);

    /// Puts all lanes before the first instruction of a new block.
    void start();

    /// Runs until every lane has ended or waits at the block's barrier.
    void run();

    /// How many of the waiting lanes bring a true predicate to a barrier that counts them.
    int votes() const;

    /// Lets the waiting lanes go on; where the barrier counts, with its result.
    void release(std::uint64_t result);

    int waitingCount() const { return __builtin_popcount(waiting); }
    int endedCount() const { return __builtin_popcount(ended & all); }
    int firstWaiting() const { return threadOf(__builtin_ctz(waiting)); }
    const Instruction& barrierInstruction() const;

private:
    /// Lanes with one program counter. Blocked ones wait for the other lanes of a shuffle, vote or __syncwarp.
    struct Fragment {
        int counter;
        std::uint32_t mask;
        bool blocked;
    };

    int threadOf(int lane) const { return index * WarpSize + lane; }
    std::uint32_t guarded(const Instruction& instruction, std::uint32_t mask) const;
    void merge();
    void runFragment(Fragment fragment, int limit);
    void waitAtBarrier(const Instruction& instruction, int counter, std::uint32_t mask);
    bool isComplete(const Instruction& instruction, std::uint32_t mask, std::uint32_t members);
    std::uint32_t executeGroups(const Instruction& instruction, std::uint32_t mask);
    void executeTogether(const Instruction& instruction, std::uint32_t members);
    void shuffle(const Instruction& instruction, std::uint32_t members);
    void vote(const Instruction& instruction, std::uint32_t members);
    void match(const Instruction& instruction, std::uint32_t members);
    void execute(const Instruction& instruction, std::uint32_t mask);
    void modifiedAlu(const Instruction& instruction, Lanes& result, std::uint32_t mask);
    void pairedAlu(const Instruction& instruction, std::uint32_t mask);
    void compare(const Instruction& instruction, std::uint32_t mask);
    void carry(const Instruction& instruction, std::uint32_t mask);
    void pack(const Instruction& instruction, std::uint32_t mask);
    void unpack(const Instruction& instruction, std::uint32_t mask);
    void load(const Instruction& instruction, std::uint32_t mask);
    void store(const Instruction& instruction, std::uint32_t mask);
    void atomic(const Instruction& instruction, std::uint32_t mask);
    std::uint8_t* access(const Instruction& instruction, int lane, std::size_t size, bool reads, bool writes);
    std::uint8_t* sharedAccess(const Instruction& instruction, int lane, std::uint64_t offset, std::size_t size, bool reads, bool writes);
    std::uint8_t* localAccess(const Instruction& instruction, int lane, std::uint64_t offset, std::size_t size, bool reads, bool writes);
    std::uint8_t* variableAccess(const Instruction& instruction, int lane, std::uint64_t address, std::size_t size, bool writes);
    [[noreturn]] void refuse(const Instruction& instruction, int lane, int code, std::uint64_t address, std::size_t size, const std::string& why) const;

    BlockExecution* block;
    int index;
    std::uint32_t all;
    std::uint32_t ended = 0;
    std::uint32_t waiting = 0;
    int barrierCounter = 0;
    WarpOrder order;
    std::vector<Fragment> fragments;
    std::vector<Lanes> registers;

    /// Where the last access to device memory was: the next one is likely to be there too.
    Allocation* allocation = nullptr;

    /// Local memory of the lanes, one after another, and a flag for every byte that was written.
    std::vector<std::uint8_t> local;
    std::vector<std::uint8_t> localInitialized;
};

}
