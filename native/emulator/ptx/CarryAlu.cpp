// Additions, subtractions and products whose carry goes on into the next instruction: how PTX computes with more than 64 bits.
#include "Alu.h"

#include <type_traits>

namespace vdsh {

namespace {

using Wide = unsigned __int128;

template <class T, bool High> Wide product(std::uint64_t a, std::uint64_t b) {
    using Double = std::conditional_t<std::is_signed_v<T>, __int128, Wide>;
    const auto full = static_cast<Double>(fromBits<T>(a)) * static_cast<Double>(fromBits<T>(b));
    return static_cast<std::make_unsigned_t<T>>(High ? full >> (8 * sizeof(T)) : full);
}

template <class T, bool Reads, bool Writes, class F> void withCarry(Lanes& d, Lanes& carry, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    forLanes(mask, [&](int lane) {
        const Wide result = F::of(a[lane], b[lane], c[lane], Reads ? static_cast<Wide>(carry[lane]) : Wide(0));
        d[lane] = static_cast<std::make_unsigned_t<T>>(result);
        if (Writes)
            carry[lane] = static_cast<std::uint64_t>(result >> (8 * sizeof(T)) & 1);
    });
}

template <class T> using Unsigned = std::make_unsigned_t<T>;

template <class T> struct AddCarry {
    static Wide of(std::uint64_t a, std::uint64_t b, std::uint64_t, Wide carry) { return Wide(Unsigned<T>(a)) + Unsigned<T>(b) + carry; }
};
template <class T> struct SubtractBorrow {
    static Wide of(std::uint64_t a, std::uint64_t b, std::uint64_t, Wide carry) { return Wide(Unsigned<T>(a)) - Unsigned<T>(b) - carry; }
};
template <class T> struct MultiplyLowCarry {
    static Wide of(std::uint64_t a, std::uint64_t b, std::uint64_t c, Wide carry) { return product<T, false>(a, b) + Unsigned<T>(c) + carry; }
};
template <class T> struct MultiplyHighCarry {
    static Wide of(std::uint64_t a, std::uint64_t b, std::uint64_t c, Wide carry) { return product<T, true>(a, b) + Unsigned<T>(c) + carry; }
};

template <class T, class F> CarryFunction chosen(bool reads, bool writes) {
    if (!reads)
        return &withCarry<T, false, true, F>;
    return writes ? &withCarry<T, true, true, F> : &withCarry<T, true, false, F>;
}

template <template <class> class F> CarryFunction ofType(const Type& type, bool reads, bool writes) {
    if (type.size == 4)
        return type.isSigned() ? chosen<std::int32_t, F<std::int32_t>>(reads, writes) : chosen<std::uint32_t, F<std::uint32_t>>(reads, writes);
    return type.isSigned() ? chosen<std::int64_t, F<std::int64_t>>(reads, writes) : chosen<std::uint64_t, F<std::uint64_t>>(reads, writes);
}

}

CarryFunction carryArithmetic(const std::vector<std::string>& words, const Type& type) {
    if (type.isFloat() || type.size < 4)
        return nullptr;
    bool writes = false, high = false, low = false;
    for (const std::string& word : words) {
        writes = writes || word == "cc";
        high = high || word == "hi";
        low = low || word == "lo";
    }
    const std::string& name = words[0];
    if (name == "add" || name == "addc")
        return ofType<AddCarry>(type, name == "addc", writes);
    if (name == "sub" || name == "subc")
        return ofType<SubtractBorrow>(type, name == "subc", writes);
    if ((name == "mad" || name == "madc") && high != low)
        return high ? ofType<MultiplyHighCarry>(type, name == "madc", writes) : ofType<MultiplyLowCarry>(type, name == "madc", writes);
    return nullptr;
}

}
