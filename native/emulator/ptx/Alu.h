// Arithmetic on one lane, by opcode; the decoder asks for the function once, execution calls it for a whole warp.
#pragma once

#include "Instruction.h"

#include <cstring>
#include <string>
#include <vector>

namespace vdsh {

/// How an opcode computes: the function, and the types in which constants among its operands are read.
struct AluChoice {
    AluFunction function = nullptr;
    std::vector<Type> operandTypes;
};

/// Each looks the words of an opcode up in its family; without a function where it is none of them or the form is not supported.
AluChoice floatArithmetic(const std::vector<std::string>& words, const Type& type);
AluChoice integerArithmetic(const std::vector<std::string>& words, const Type& type);
AluChoice bitArithmetic(const std::vector<std::string>& words, const Type& type);
AluChoice fieldArithmetic(const std::vector<std::string>& words, const Type& type);
AluChoice conversion(const std::vector<std::string>& words, const Type& type);
AluChoice comparison(const std::vector<std::string>& words, const Type& type);

/// The function of a carry chain's opcode; null where it is none or the form is not supported.
CarryFunction carryArithmetic(const std::vector<std::string>& words, const Type& type);

template <class T> T fromBits(std::uint64_t bits) {
    T value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

template <class T> std::uint64_t toBits(T value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
}

/// Applies a function of the lane number to the lanes of a mask.
template <class F> void forLanes(std::uint32_t mask, F compute) {
    if (mask == ~std::uint32_t(0)) {
        for (int lane = 0; lane < WarpSize; ++lane)
            compute(lane);
        return;
    }
    for (; mask; mask &= mask - 1)
        compute(__builtin_ctz(mask));
}

template <class T, class F> void unary(Lanes& d, const Lanes& a, const Lanes&, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = toBits(F::of(fromBits<T>(a[lane]))); });
}

template <class T, class F> void binary(Lanes& d, const Lanes& a, const Lanes& b, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = toBits(F::of(fromBits<T>(a[lane]), fromBits<T>(b[lane]))); });
}

/// The second operand is a 32-bit count, whatever the type of the first.
template <class T, class F> void counted(Lanes& d, const Lanes& a, const Lanes& b, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = toBits(F::of(fromBits<T>(a[lane]), static_cast<std::uint32_t>(b[lane]))); });
}

template <class T, class F> void ternary(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = toBits(F::of(fromBits<T>(a[lane]), fromBits<T>(b[lane]), fromBits<T>(c[lane]))); });
}

}
