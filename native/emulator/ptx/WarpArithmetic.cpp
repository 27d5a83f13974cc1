// Arithmetic that is more than one call: rounding modes, .ftz and .sat, carries, comparisons with a second predicate.
#include "Alu.h"
#include "Warp.h"

#include <cmath>

namespace vdsh {

namespace {

/// Sets the host's rounding for as long as it lives.
class Rounding {
public:
    explicit Rounding(int mode) : before(std::fegetround()) { std::fesetround(mode); }
    ~Rounding() { std::fesetround(before); }
    Rounding(const Rounding&) = delete;
    Rounding& operator=(const Rounding&) = delete;

private:
    int before;
};

std::uint64_t flushed(std::uint64_t bits) { return (bits & 0x7F800000u) == 0 ? bits & 0x80000000u : bits; }

template <class T> std::uint64_t saturated(std::uint64_t bits) {
    const T value = fromBits<T>(bits);
    return toBits(value > T(0) ? std::fmin(value, T(1)) : T(0));
}

}

void Warp::modifiedAlu(const Instruction& instruction, Lanes& result, std::uint32_t mask) {
    const FloatModifiers& modifiers = instruction.modifiers;
    Lanes operands[3];
    for (int i = 0; i < 3; ++i) {
        operands[i] = registers[instruction.operands[i]];
        if (modifiers.flushesOperands)
            for (std::uint64_t& value : operands[i])
                value = flushed(value);
    }
    {
        const Rounding rounding(modifiers.rounding);
        instruction.alu(result, operands[0], operands[1], operands[2], mask);
    }
    forLanes(mask, [&](int lane) {
        if (modifiers.flushesResult)
            result[lane] = flushed(result[lane]);
        if (modifiers.saturates)
            result[lane] = instruction.resultSize == 8 ? saturated<double>(result[lane]) : saturated<float>(result[lane]);
    });
}

void Warp::pairedAlu(const Instruction& instruction, std::uint32_t mask) {
    const Lanes &third = registers[instruction.operands[2]], &fourth = registers[instruction.operands[3]];
    Lanes pair;
    for (int lane = 0; lane < WarpSize; ++lane)
        pair[lane] = (third[lane] & 0xFFFFFFFFu) | fourth[lane] << 32;
    instruction.alu(registers[instruction.results[0]], registers[instruction.operands[0]], registers[instruction.operands[1]], pair, mask);
}

void Warp::compare(const Instruction& instruction, std::uint32_t mask) {
    Lanes holds;
    modifiedAlu(instruction, holds, mask);
    const Lanes other = registers[instruction.operands.back()];
    forLanes(mask, [&](int lane) {
        const bool with = (other[lane] != 0) != instruction.operandNegated;
        const auto combined = [&](bool value) {
            switch (instruction.combination) {
            case Combination::And: return value && with;
            case Combination::Or: return value || with;
            case Combination::Xor: return value != with;
            default: return value;
            }
        };
        registers[instruction.results[0]][lane] = combined(holds[lane] != 0) ? instruction.trueValue : 0;
        if (instruction.predicate != Instruction::None)
            registers[instruction.predicate][lane] = combined(holds[lane] == 0);
    });
}

void Warp::carry(const Instruction& instruction, std::uint32_t mask) {
    instruction.carry(registers[instruction.results[0]], registers[instruction.predicate], registers[instruction.operands[0]],
        registers[instruction.operands[1]], registers[instruction.operands[2]], mask);
}

}
