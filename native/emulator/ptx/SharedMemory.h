// Shared memory of one block, with a shadow for every byte that remembers who touched it since the last barrier.
#pragma once

#include "WarpOrder.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vdsh {

/// Who accesses shared memory, and how.
struct SharedAccess {
    int thread;                 ///< linear number in the block
    const WarpOrder* warpOrder; ///< the __syncwarp of the thread's warp
    bool isWrite;
    bool isAtomic;
};

/// The other side of a race.
struct SharedConflict {
    int thread = -1;  ///< -1 where there is no race
    bool isWrite = false;
};

class SharedMemory {
public:
    /// Fresh, poisoned memory for a block.
    void reset(std::size_t size);

    std::size_t size() const { return bytes.size(); }
    std::uint8_t* at(std::size_t offset) { return bytes.data() + offset; }

    /// All threads of the block have met: what came before is ordered before what comes after.
    void barrier() { ++epoch; }

    bool isInitialized(std::size_t offset, std::size_t count) const;
    void markInitialized(std::size_t offset, std::size_t count);

    /// Records an access. Returns what it conflicts with, if anything.
    SharedConflict record(std::size_t offset, std::size_t count, const SharedAccess& access);

private:
    struct Shadow {
        std::uint32_t epoch = 0;
        int writer = -1;                 ///< the last one
        int reader = -1;                 ///< the last one
        std::uint32_t writerSync = 0;    ///< __syncwarp its warp had passed
        std::uint32_t readerSync = 0;
        std::uint32_t readerLanes = 0;   ///< all readers of the last one's warp
        bool writerIsAtomic = false;
        bool manyWriters = false;        ///< possible where all are atomic
        bool readersOfManyWarps = false;
    };

    static bool isOrdered(int other, std::uint32_t otherSync, const SharedAccess& access);
    static bool areReadersOrdered(const Shadow& shadow, const SharedAccess& access);

    std::vector<std::uint8_t> bytes;
    std::vector<std::uint8_t> initialized;
    std::vector<Shadow> shadows;
    std::uint32_t epoch = 1;
};

}
