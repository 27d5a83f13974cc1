// Tells page-locked host memory from other host memory, because only it may take part in a copy that is still on its way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>

#include "../ptx/Memory.h"

namespace vdsh {

class PageLockedMemory {
public:
    explicit PageLockedMemory(Memory& deviceMemory) : memory(deviceMemory) {}

    /// Null where the host has no memory left. Poisoned like device memory, but readable by kernels from the start: what the host writes is not seen here.
    void* allocate(std::size_t size) {
        std::uint64_t address = memory.allocate(size, true);
        if (address == 0)
            return nullptr;
        std::memset(memory.find(address, size)->initialized, 1, size);
        identities[address] = ++lastIdentity;
        return reinterpret_cast<void*>(address);
    }

    /// False where the pointer is not the start of a block.
    bool release(void* pointer) {
        auto address = reinterpret_cast<std::uint64_t>(pointer);
        return identities.erase(address) != 0 && memory.release(address);
    }

    /// The number of the block that holds the range, never given twice; 0 for memory that is not page-locked.
    std::uint64_t identity(std::uint64_t address, std::size_t size) const {
        const Allocation* allocation = memory.find(address, size);
        return allocation && allocation->pageLocked ? identities.at(allocation->address) : 0;
    }

private:
    Memory& memory;
    std::map<std::uint64_t, std::uint64_t> identities;
    std::uint64_t lastIdentity = 0;
};

}
