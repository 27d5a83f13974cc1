// Operations that put the bits of two or three words together: field insertion, funnel shifts, and logic by truth table.
#include "Alu.h"

#include <algorithm>

namespace vdsh {

namespace {

/// Lanes that hold two 32-bit values, since an arithmetic function takes three operands only.
std::uint32_t low(std::uint64_t pair) { return static_cast<std::uint32_t>(pair); }
std::uint32_t high(std::uint64_t pair) { return static_cast<std::uint32_t>(pair >> 32); }

// c holds position and length.
template <class T> void insertField(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    constexpr std::uint32_t Width = 8 * sizeof(T);
    forLanes(mask, [&](int lane) {
        const T field = static_cast<T>(a[lane]), base = static_cast<T>(b[lane]);
        const std::uint32_t start = low(c[lane]) & 0xFF, length = high(c[lane]) & 0xFF;
        T kept = base;
        if (start < Width && length > 0) {
            const std::uint32_t count = std::min(length, Width - start);
            const T ones = static_cast<T>((count == Width ? T(0) : static_cast<T>(T(1) << count)) - 1);
            kept = static_cast<T>((base & ~static_cast<T>(ones << start)) | static_cast<T>((field & ones) << start));
        }
        d[lane] = kept;
    });
}

// a is the low word, b the high one.
template <bool Left, bool Clamps> void funnelShift(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    forLanes(mask, [&](int lane) {
        const std::uint64_t both = static_cast<std::uint64_t>(low(b[lane])) << 32 | low(a[lane]);
        const std::uint32_t count = Clamps ? std::min(low(c[lane]), 32u) : low(c[lane]) & 31;
        d[lane] = static_cast<std::uint32_t>(Left ? (count == 0 ? both : both << count) >> 32 : both >> count);
    });
}

// c holds the third operand and the table.
void byTruthTable(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    forLanes(mask, [&](int lane) {
        const std::uint32_t x = low(a[lane]), y = low(b[lane]), z = low(c[lane]), table = high(c[lane]);
        std::uint32_t result = 0;
        for (std::uint32_t row = 0; row < 8; ++row)
            if (table >> row & 1)
                result |= (row & 4 ? x : ~x) & (row & 2 ? y : ~y) & (row & 1 ? z : ~z);
        d[lane] = result;
    });
}

}

AluChoice fieldArithmetic(const std::vector<std::string>& words, const Type& type) {
    const Type count{Type::Kind::Unsigned, 4};
    if (type.isFloat() || type.size < 4)
        return {};
    if (words[0] == "bfi" && words.size() == 2)
        return {type.size == 4 ? &insertField<std::uint32_t> : &insertField<std::uint64_t>, {type, type, count, count}};
    if (words[0] == "lop3" && type.size == 4)
        return {&byTruthTable, {type, type, type, count}};
    if (words[0] == "shf" && words.size() == 4 && type.size == 4) {
        const bool clamps = words[2] == "clamp";
        if (words[1] == "l")
            return {clamps ? &funnelShift<true, true> : &funnelShift<true, false>, {type, type, count}};
        return {clamps ? &funnelShift<false, true> : &funnelShift<false, false>, {type, type, count}};
    }
    return {};
}

}
