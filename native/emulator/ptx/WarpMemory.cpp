// Loads, stores and atomics of a warp, each access checked: place, alignment, initialised, and races in shared memory.
#include "AddressWindows.h"
#include "Alu.h"
#include "BlockExecution.h"
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

template <class T> std::uint64_t valueAt(const std::uint8_t* place) {
    T value;
    std::memcpy(&value, place, sizeof value);
    return static_cast<std::uint64_t>(value);
}

// A register wider than the access is filled with the sign, or with zeros.
std::uint64_t extended(const std::uint8_t* place, const Type& type) {
    switch (type.size) {
    case 1: return type.isSigned() ? valueAt<std::int8_t>(place) : valueAt<std::uint8_t>(place);
    case 2: return type.isSigned() ? valueAt<std::int16_t>(place) : valueAt<std::uint16_t>(place);
    case 4: return type.isSigned() ? valueAt<std::int32_t>(place) : valueAt<std::uint32_t>(place);
    default: return valueAt<std::uint64_t>(place);
    }
}

// PTX leaves the order of lanes open: no result may depend on it.
int takeLane(std::uint32_t& rest, bool reverse) {
    const int lane = reverse ? WarpSize - 1 - __builtin_clz(rest) : __builtin_ctz(rest);
    rest &= ~(std::uint32_t(1) << lane);
    return lane;
}

std::string hexadecimal(std::uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}

}

void Warp::refuse(const Instruction& instruction, int lane, int code, std::uint64_t address, std::size_t size, const std::string& why) const {
    const std::string verb = instruction.operation == Operation::Load ? "reads" : instruction.operation == Operation::Store ? "writes" : "updates";
    block->fail(code, threadOf(lane), instruction, verb + " " + std::to_string(size) + " bytes at " + hexadecimal(address) + why);
}

std::uint8_t* Warp::sharedAccess(const Instruction& instruction, int lane, std::uint64_t offset, std::size_t size, bool reads, bool writes) {
    SharedMemory& shared = block->shared;
    if (size > shared.size() || offset > shared.size() - size)
        refuse(instruction, lane, IllegalAddress, offset, size, " of shared memory, which has " + std::to_string(shared.size()) + " bytes");
    if (reads && !shared.isInitialized(offset, size))
        refuse(instruction, lane, LaunchFailed, offset, size, " of shared memory before anything was written there");
    if (block->options.races) {
        const SharedConflict conflict = shared.record(offset, size, {threadOf(lane), &order, writes, instruction.operation == Operation::Atomic});
        if (conflict.thread >= 0)
            refuse(instruction, lane, LaunchFailed, offset, size,
                std::string(" of shared memory in a race with a ") + (conflict.isWrite ? "write" : "read") + " by thread " + std::to_string(conflict.thread));
    }
    if (writes)
        shared.markInitialized(offset, size);
    return shared.at(offset);
}

std::uint8_t* Warp::localAccess(const Instruction& instruction, int lane, std::uint64_t offset, std::size_t size, bool reads, bool writes) {
    const std::size_t available = block->function.localSize;
    if (size > available || offset > available - size)
        refuse(instruction, lane, IllegalAddress, offset, size, " of local memory, which has " + std::to_string(available) + " bytes");
    const std::size_t place = static_cast<std::size_t>(lane) * available + offset;
    if (reads && std::memchr(localInitialized.data() + place, 0, size))
        refuse(instruction, lane, LaunchFailed, offset, size, " of local memory before anything was written there");
    if (writes)
        std::memset(localInitialized.data() + place, 1, size);
    return local.data() + place;
}

std::uint8_t* Warp::access(const Instruction& instruction, int lane, std::size_t size, bool reads, bool writes) {
    const std::uint64_t address = registers[instruction.base][lane] + static_cast<std::uint64_t>(instruction.offset);
    // Sizes are powers of two.
    if ((address & (size - 1)) != 0)
        refuse(instruction, lane, MisalignedAddress, address, size, ", which is not aligned to " + std::to_string(size));
    switch (instruction.space) {
    case Space::Shared: return sharedAccess(instruction, lane, address & 0xFFFFFFFFu, size, reads, writes);
    case Space::Local: return localAccess(instruction, lane, address & 0xFFFFFFFFu, size, reads, writes);
    case Space::Parameter:
        if (writes || address + size > block->function.parameterBytes())
            refuse(instruction, lane, IllegalAddress, address, size, " of the parameters, which have " + std::to_string(block->function.parameterBytes()) + " bytes and are not written");
        return const_cast<std::uint8_t*>(block->parameters) + address;
    case Space::Generic:
        if (isInWindow(address, SharedWindow))
            return sharedAccess(instruction, lane, address - SharedWindow, size, reads, writes);
        if (isInWindow(address, LocalWindow))
            return localAccess(instruction, lane, address - LocalWindow, size, reads, writes);
        break;
    default: break;
    }
    if (!allocation || address - allocation->address >= allocation->size || size > allocation->size - (address - allocation->address))
        allocation = block->memory.find(address, size);
    if (!allocation)
        return variableAccess(instruction, lane, address, size, writes);
    std::uint8_t* flags = allocation->initialized + (address - allocation->address);
    if (reads && std::memchr(flags, 0, size))
        refuse(instruction, lane, LaunchFailed, address, size, " before anything was written there");
    if (writes)
        std::memset(flags, 1, size);
    return allocation->bytes + (address - allocation->address);
}

std::uint8_t* Warp::variableAccess(const Instruction& instruction, int lane, std::uint64_t address, std::size_t size, bool writes) {
    for (auto& [name, variable] : *block->function.variables) {
        if (address < variable.address || address - variable.address + size > variable.size)
            continue;
        if (writes && variable.isConstant)
            refuse(instruction, lane, IllegalAddress, address, size, ", which is the constant " + name);
        return variable.bytes() + (address - variable.address);
    }
    refuse(instruction, lane, IllegalAddress, address, size, ", which is not inside one allocation");
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
    for (std::uint32_t rest = mask; rest;) {
        const int lane = takeLane(rest, block->options.reverse);
        std::uint8_t* place = access(instruction, lane, size * count, false, true);
        for (std::size_t i = 0; i < count; ++i)
            std::memcpy(place + i * size, &registers[instruction.operands[i]][lane], size);
    }
}

void Warp::atomic(const Instruction& instruction, std::uint32_t mask) {
    const Type& type = instruction.type;
    for (std::uint32_t rest = mask; rest;) {
        const int lane = takeLane(rest, block->options.reverse);
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
