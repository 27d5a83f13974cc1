// Loads, stores and atomics of a warp, each access checked: place, alignment, initialised, and races in shared memory.
#include "Alu.h"
#include "BlockExecution.h"
#include "SharedWindow.h"
#include "Warp.h"

#include <cstring>
#include <type_traits>

namespace vdsh {

namespace {

constexpr int IllegalAddress = 700, MisalignedAddress = 716, LaunchFailed = 719;

template <class T> T combine(AtomicKind kind, T old, T a, T b) {
    switch (kind) {
    case AtomicKind::Add:
        if constexpr (std::is_integral_v<T>)
            return static_cast<T>(static_cast<std::make_unsigned_t<T>>(old) + static_cast<std::make_unsigned_t<T>>(a));
        else
            return old + a;
    case AtomicKind::Min: return a < old ? a : old;
    case AtomicKind::Max: return a > old ? a : old;
    case AtomicKind::Exchange: return a;
    case AtomicKind::CompareAndSwap: return old == a ? b : old;
    case AtomicKind::Increment: return old >= a ? T(0) : static_cast<T>(old + 1);
    case AtomicKind::Decrement: return old == T(0) || old > a ? a : static_cast<T>(old - 1);
    default: break;
    }
    if constexpr (std::is_integral_v<T>)
        return kind == AtomicKind::And ? old & a : kind == AtomicKind::Or ? old | a : old ^ a;
    return old;
}

template <class T> std::uint64_t update(std::uint8_t* place, AtomicKind kind, std::uint64_t a, std::uint64_t b) {
    T old;
    std::memcpy(&old, place, sizeof old);
    const T now = combine(kind, old, fromBits<T>(a), fromBits<T>(b));
    std::memcpy(place, &now, sizeof now);
    return toBits(old);
}

std::uint64_t extended(const std::uint8_t* place, const Type& type) {
    std::uint64_t value = 0;
    std::memcpy(&value, place, type.size);
    if (type.isSigned() && type.size < 8 && (value >> (8 * type.size - 1) & 1))
        value |= ~std::uint64_t(0) << (8 * type.size);
    return value;
}

std::string hexadecimal(std::uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}

}

std::uint8_t* Warp::access(const Instruction& instruction, int lane, std::size_t size, bool reads, bool writes) {
    std::uint64_t address = registers[instruction.base][lane] + static_cast<std::uint64_t>(instruction.offset);
    const int thread = threadOf(lane);
    const std::string verb = reads && writes ? "updates" : reads ? "reads" : "writes";
    Space space = instruction.space;
    if (space == Space::Generic && address >= SharedWindow && address < SharedWindow + SharedWindowSize) {
        space = Space::Shared;
        address -= SharedWindow;
    }
    const auto refuse = [&](int code, const std::string& what) {
        block->fail(code, thread, instruction, verb + " " + std::to_string(size) + " bytes at " + hexadecimal(address) + what);
    };
    if (address % size != 0)
        refuse(MisalignedAddress, ", which is not aligned to " + std::to_string(size));
    if (space == Space::Shared) {
        SharedMemory& shared = block->shared;
        address &= 0xFFFFFFFFu;
        if (size > shared.size() || address > shared.size() - size)
            refuse(IllegalAddress, " of shared memory, which has " + std::to_string(shared.size()) + " bytes");
        if (reads && !shared.isInitialized(address, size))
            refuse(LaunchFailed, " of shared memory before anything was written there");
        if (block->options.races) {
            const std::string conflict = shared.record(address, size, {thread, syncs, writes, instruction.operation == Operation::Atomic});
            if (!conflict.empty())
                refuse(LaunchFailed, " of shared memory in a race with " + conflict);
        }
        if (writes)
            shared.markInitialized(address, size);
        return shared.at(address);
    }
    if (space == Space::Parameter) {
        if (address + size > block->function.parameterBytes())
            refuse(IllegalAddress, " of the parameters, which have " + std::to_string(block->function.parameterBytes()) + " bytes");
        return const_cast<std::uint8_t*>(block->parameters) + address;
    }
    Allocation* allocation = block->memory.find(address, size);
    if (!allocation) {
        for (auto& [name, variable] : *block->function.variables)
            if (address >= variable.address && address - variable.address + size <= variable.bytes.size())
                return variable.bytes.data() + (address - variable.address);
        refuse(IllegalAddress, ", which is not inside one allocation");
    }
    std::uint8_t* flags = allocation->initialized + (address - allocation->address);
    if (reads)
        for (std::size_t i = 0; i < size; ++i)
            if (!flags[i])
                refuse(LaunchFailed, " before anything was written there");
    if (writes)
        std::memset(flags, 1, size);
    return allocation->bytes + (address - allocation->address);
}

void Warp::load(const Instruction& instruction, std::uint32_t mask) {
    const std::size_t count = instruction.results.size(), size = instruction.type.size;
    for (std::uint32_t rest = mask; rest; rest &= rest - 1) {
        const int lane = __builtin_ctz(rest);
        const std::uint8_t* place = access(instruction, lane, size * count, true, false);
        for (std::size_t i = 0; i < count; ++i)
            registers[instruction.results[i]][lane] = extended(place + i * size, instruction.type);
    }
}

void Warp::store(const Instruction& instruction, std::uint32_t mask) {
    const std::size_t count = instruction.operands.size(), size = instruction.type.size;
    for (std::uint32_t rest = mask; rest; rest &= rest - 1) {
        const int lane = __builtin_ctz(rest);
        std::uint8_t* place = access(instruction, lane, size * count, false, true);
        for (std::size_t i = 0; i < count; ++i)
            std::memcpy(place + i * size, &registers[instruction.operands[i]][lane], size);
    }
}

void Warp::atomic(const Instruction& instruction, std::uint32_t mask) {
    const Type& type = instruction.type;
    for (std::uint32_t rest = mask; rest; rest &= rest - 1) {
        const int lane = __builtin_ctz(rest);
        std::uint8_t* place = access(instruction, lane, type.size, true, true);
        const std::uint64_t a = registers[instruction.operands[0]][lane], b = registers[instruction.operands.back()][lane];
        std::uint64_t old;
        if (type.isFloat())
            old = type.size == 4 ? update<float>(place, instruction.atomic, a, b) : update<double>(place, instruction.atomic, a, b);
        else if (type.isSigned())
            old = type.size == 4 ? update<std::int32_t>(place, instruction.atomic, a, b) : update<std::int64_t>(place, instruction.atomic, a, b);
        else
            old = type.size == 4 ? update<std::uint32_t>(place, instruction.atomic, a, b) : update<std::uint64_t>(place, instruction.atomic, a, b);
        if (!instruction.results.empty())
            registers[instruction.results[0]][lane] = old;
    }
}

}
