// Keeps the page-locked host memory apart from other host memory, because only it may take part in a copy that is still on its way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

namespace vdsh {

class PageLockedMemory {
public:
    /// Null where the host has no memory left. Filled with a NaN pattern, so that a read before a write shows.
    void* allocate(std::size_t size) {
        constexpr std::size_t page = 4096;
        if (size > SIZE_MAX - page)
            return nullptr;
        void* bytes = std::aligned_alloc(page, (size + page - 1) / page * page);
        if (!bytes)
            return nullptr;
        std::memset(bytes, 0xff, size);
        blocks[reinterpret_cast<std::uintptr_t>(bytes)] = Block{size, ++lastIdentity, std::unique_ptr<void, Free>(bytes)};
        return bytes;
    }

    /// False where the pointer is not the start of a block.
    bool release(void* pointer) { return blocks.erase(reinterpret_cast<std::uintptr_t>(pointer)) != 0; }

    /// The number of the block that holds the range, never given twice; 0 for memory that is not page-locked.
    std::uint64_t identity(std::uint64_t address, std::size_t size) const {
        auto place = blocks.upper_bound(address);
        if (place == blocks.begin())
            return 0;
        --place;
        std::uint64_t offset = address - place->first;
        return offset <= place->second.size && size <= place->second.size - offset ? place->second.identity : 0;
    }

    std::size_t count() const { return blocks.size(); }

private:
    struct Free {
        void operator()(void* bytes) const { std::free(bytes); }
    };
    struct Block {
        std::size_t size = 0;
        std::uint64_t identity = 0;
        std::unique_ptr<void, Free> bytes;
    };

    std::map<std::uintptr_t, Block> blocks;
    std::uint64_t lastIdentity = 0;
};

}
