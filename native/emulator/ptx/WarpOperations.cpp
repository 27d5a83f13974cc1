// What a warp's lanes do together (shuffle, vote, match), and moves between registers.
#include "Alu.h"
#include "BlockExecution.h"
#include "Warp.h"

namespace vdsh {

namespace {

constexpr int LaunchFailed = 719;

std::uint64_t lowBits(std::uint64_t value, std::size_t size) { return size == 8 ? value : value & ((std::uint64_t(1) << (8 * size)) - 1); }

}

void Warp::execute(const Instruction& instruction, std::uint32_t mask) {
    switch (instruction.operation) {
    case Operation::Alu:
        instruction.alu(registers[instruction.results[0]], registers[instruction.operands[0]], registers[instruction.operands[1]], registers[instruction.operands[2]], mask);
        break;
    case Operation::PairedAlu: pairedAlu(instruction, mask); break;
    case Operation::ModifiedAlu: {
        Lanes result;
        modifiedAlu(instruction, result, mask);
        for (std::uint32_t rest = mask; rest; rest &= rest - 1)
            registers[instruction.results[0]][__builtin_ctz(rest)] = result[__builtin_ctz(rest)];
        break;
    }
    case Operation::Compare: compare(instruction, mask); break;
    case Operation::Carry: carry(instruction, mask); break;
    case Operation::Pack: pack(instruction, mask); break;
    case Operation::Unpack: unpack(instruction, mask); break;
    case Operation::Load: load(instruction, mask); break;
    case Operation::Store: store(instruction, mask); break;
    case Operation::Atomic: atomic(instruction, mask); break;
    case Operation::ActiveMask:
        for (std::uint32_t rest = mask; rest; rest &= rest - 1)
            registers[instruction.results[0]][__builtin_ctz(rest)] = mask;
        break;
    default: break;
    }
}

void Warp::pack(const Instruction& instruction, std::uint32_t mask) {
    const std::size_t count = instruction.operands.size(), part = instruction.type.size / count;
    if (count == 1) {
        const Lanes& source = registers[instruction.operands[0]];
        Lanes& result = registers[instruction.results[0]];
        const std::uint64_t kept = lowBits(~std::uint64_t(0), part);
        forLanes(mask, [&](int lane) { result[lane] = source[lane] & kept; });
        return;
    }
    for (std::uint32_t rest = mask; rest; rest &= rest - 1) {
        const int lane = __builtin_ctz(rest);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i)
            value |= lowBits(registers[instruction.operands[i]][lane], part) << (8 * part * i);
        registers[instruction.results[0]][lane] = value;
    }
}

void Warp::unpack(const Instruction& instruction, std::uint32_t mask) {
    const std::size_t count = instruction.results.size(), part = instruction.type.size / count;
    for (std::uint32_t rest = mask; rest; rest &= rest - 1) {
        const int lane = __builtin_ctz(rest);
        const std::uint64_t value = registers[instruction.operands[0]][lane];
        for (std::size_t i = 0; i < count; ++i)
            registers[instruction.results[i]][lane] = lowBits(value >> (8 * part * i), part);
    }
}

void Warp::shuffle(const Instruction& instruction, std::uint32_t members) {
    const Lanes source = registers[instruction.operands[0]], selector = registers[instruction.operands[1]], clamp = registers[instruction.operands[2]];
    for (std::uint32_t rest = members; rest; rest &= rest - 1) {
        const int lane = __builtin_ctz(rest);
        const int b = static_cast<int>(selector[lane] & 31), bound = static_cast<int>(clamp[lane] & 31), segment = static_cast<int>(clamp[lane] >> 8 & 31);
        const int highest = (lane & segment) | (bound & ~segment), lowest = lane & segment;
        int from = 0;
        bool valid = false;
        switch (instruction.shuffle) {
        case ShuffleKind::Up: from = lane - b; valid = from >= highest; break;
        case ShuffleKind::Down: from = lane + b; valid = from <= highest; break;
        case ShuffleKind::Butterfly: from = lane ^ b; valid = from <= highest; break;
        case ShuffleKind::Index: from = lowest | (b & ~segment); valid = from <= highest; break;
        }
        if (valid && !(members >> from & 1))
            block->fail(LaunchFailed, threadOf(lane), instruction, "shuffles from lane " + std::to_string(from) + ", which its mask does not name");
        registers[instruction.results[0]][lane] = source[valid ? from : lane];
        if (instruction.predicate != Instruction::None)
            registers[instruction.predicate][lane] = valid;
    }
}

void Warp::vote(const Instruction& instruction, std::uint32_t members) {
    std::uint32_t yes = 0;
    for (std::uint32_t rest = members; rest; rest &= rest - 1)
        yes |= std::uint32_t((registers[instruction.operands[0]][__builtin_ctz(rest)] != 0) != instruction.operandNegated) << __builtin_ctz(rest);
    std::uint64_t result = yes;
    switch (instruction.vote) {
    case VoteKind::All: result = yes == members; break;
    case VoteKind::Any: result = yes != 0; break;
    case VoteKind::Uniform: result = yes == members || yes == 0; break;
    case VoteKind::Ballot: break;
    }
    for (std::uint32_t rest = members; rest; rest &= rest - 1)
        registers[instruction.results[0]][__builtin_ctz(rest)] = result;
}

void Warp::match(const Instruction& instruction, std::uint32_t members) {
    const Lanes values = registers[instruction.operands[0]];
    for (std::uint32_t rest = members; rest; rest &= rest - 1) {
        const int lane = __builtin_ctz(rest);
        std::uint64_t equal = 0;
        for (std::uint32_t others = members; others; others &= others - 1) {
            const int other = __builtin_ctz(others);
            if (lowBits(values[other] ^ values[lane], instruction.type.size) == 0)
                equal |= std::uint64_t(1) << other;
        }
        if (instruction.matchesAll) {
            const bool agree = equal == members;
            registers[instruction.results[0]][lane] = agree ? equal : 0;
            if (instruction.predicate != Instruction::None)
                registers[instruction.predicate][lane] = agree;
        } else {
            registers[instruction.results[0]][lane] = equal;
        }
    }
}

}
