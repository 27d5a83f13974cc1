// Allocations with guard gaps, poison and a flag for every byte that was written.
#include "Memory.h"

#include <cstring>
#include <new>
#include <vector>

namespace vdsh {

namespace {

constexpr std::size_t Alignment = 256;
constexpr std::size_t Guard = 256;
constexpr int Poison = 0xCB;

}

struct Memory::Block {
    std::vector<std::uint8_t> storage;
    std::vector<std::uint8_t> flags;
    Allocation allocation{};
};

Memory::Memory() = default;
Memory::~Memory() = default;

std::uint64_t Memory::allocate(std::size_t size, bool pageLocked) {
    if (size == 0 || (!pageLocked && (size > total || used > total - size)))
        return 0;
    auto block = std::make_unique<Block>();
    try {
        block->storage.assign(size + Alignment + 2 * Guard, Poison);
        block->flags.assign(size, 0);
    } catch (const std::bad_alloc&) {
        return 0;
    }
    const auto start = reinterpret_cast<std::uint64_t>(block->storage.data()) + Guard;
    const std::uint64_t address = (start + Alignment - 1) / Alignment * Alignment;
    block->allocation = {address, size, reinterpret_cast<std::uint8_t*>(address), block->flags.data(), pageLocked};
    blocks.emplace(address, std::move(block));
    if (!pageLocked)
        used += size;
    return address;
}

bool Memory::release(std::uint64_t address) {
    const auto found = blocks.find(address);
    if (found == blocks.end())
        return false;
    if (!found->second->allocation.pageLocked)
        used -= found->second->allocation.size;
    last = nullptr;
    blocks.erase(found);
    return true;
}

Allocation* Memory::find(std::uint64_t address, std::size_t size) {
    if (last && address >= last->address && size <= last->size && address - last->address <= last->size - size)
        return last;
    auto next = blocks.upper_bound(address);
    if (next == blocks.begin())
        return nullptr;
    Allocation& candidate = std::prev(next)->second->allocation;
    if (size > candidate.size || address - candidate.address > candidate.size - size)
        return nullptr;
    last = &candidate;
    return last;
}

bool Memory::write(std::uint64_t address, const void* source, std::size_t size) {
    Allocation* target = find(address, size);
    if (!target)
        return false;
    std::memcpy(target->bytes + (address - target->address), source, size);
    std::memset(target->initialized + (address - target->address), 1, size);
    return true;
}

std::size_t Memory::liveCount() const { return blocks.size(); }

std::size_t Memory::liveBytes() const { return used; }

void Memory::setLimit(std::size_t bytes) { total = bytes; }

std::size_t Memory::limit() const { return total; }

}
