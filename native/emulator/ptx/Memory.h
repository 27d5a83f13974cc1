// Device memory that knows what was allocated and what was written, so that a kernel's wrong access is an error and not luck.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

namespace vdsh {

/// One block of memory. The device address is the host address of `bytes`.
struct Allocation {
    std::uint64_t address;
    std::size_t size;
    std::uint8_t* bytes;
    std::uint8_t* initialized;  ///< one flag a byte
    bool pageLocked;            ///< host memory that the device may use
};

/// All memory of the device. Fresh memory is poisoned; gaps between allocations belong to nobody.
class Memory {
public:
    Memory();
    ~Memory();
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;

    /// Returns the address of `size` fresh bytes, aligned to 256; 0 where the limit would be passed.
    std::uint64_t allocate(std::size_t size, bool pageLocked = false);

    /// Frees an allocation by its first address; false where there is none.
    bool release(std::uint64_t address);

    /// The allocation that holds all `size` bytes from `address`; null where there is none.
    Allocation* find(std::uint64_t address, std::size_t size);

    /// Copies host bytes into an allocation and marks them written; false where the range is not inside one allocation.
    bool write(std::uint64_t address, const void* source, std::size_t size);

    std::size_t liveCount() const;
    std::size_t liveBytes() const;

    /// Bytes of device memory in all; page-locked host memory does not count.
    void setLimit(std::size_t bytes);
    std::size_t limit() const;

private:
    struct Block;
    std::map<std::uint64_t, std::unique_ptr<Block>> blocks;
    Allocation* last = nullptr;
    std::size_t total = std::size_t(2) << 30;
    std::size_t used = 0;
};

}
