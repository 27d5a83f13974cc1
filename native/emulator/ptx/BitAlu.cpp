// Operations on bits: logic, shifts, counts and fields.
#include "Alu.h"

#include <algorithm>
#include <type_traits>

namespace vdsh {

namespace {

struct And { template <class T> static T of(T a, T b) { return a & b; } };
struct Or { template <class T> static T of(T a, T b) { return a | b; } };
struct Xor { template <class T> static T of(T a, T b) { return a ^ b; } };
struct Not { template <class T> static T of(T a) { return static_cast<T>(~a); } };
struct NotPredicate { static std::uint8_t of(std::uint8_t a) { return !a; } };

// Counts beyond the width shift everything out.
struct ShiftLeft { template <class T> static T of(T a, std::uint32_t n) { return n >= 8 * sizeof(T) ? T(0) : static_cast<T>(a << n); } };
struct ShiftRight {
    template <class T> static T of(T a, std::uint32_t n) { return static_cast<T>(a >> (n >= 8 * sizeof(T) ? 8 * sizeof(T) - 1 : n)) >> (n >= 8 * sizeof(T) ? 1 : 0); }
};

struct PopulationCount { template <class T> static std::uint32_t of(T a) { return static_cast<std::uint32_t>(__builtin_popcountll(a)); } };
struct LeadingZeros {
    template <class T> static std::uint32_t of(T a) { return a == 0 ? 8 * sizeof(T) : static_cast<std::uint32_t>(__builtin_clzll(a)) - (64 - 8 * sizeof(T)); }
};
struct Reverse {
    template <class T> static T of(T a) {
        T reversed = 0;
        for (std::size_t i = 0; i < 8 * sizeof(T); ++i)
            reversed = static_cast<T>(reversed << 1 | (a >> i & 1));
        return reversed;
    }
};

// The position of the highest bit that differs from the sign; all ones where there is none.
struct FindHighest {
    template <class T> static std::uint32_t of(T a) {
        using U = std::make_unsigned_t<T>;
        U bits = static_cast<U>(a);
        if constexpr (std::is_signed_v<T>)
            bits = a < 0 ? static_cast<U>(~a) : bits;
        return bits == 0 ? ~0u : static_cast<std::uint32_t>(63 - __builtin_clzll(bits));
    }
};
struct FindHighestShift {
    template <class T> static std::uint32_t of(T a) {
        const std::uint32_t position = FindHighest::of(a);
        return position == ~0u ? position : static_cast<std::uint32_t>(8 * sizeof(T) - 1) - position;
    }
};

template <class T> void extractField(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    constexpr std::uint32_t Width = 8 * sizeof(T);
    forLanes(mask, [&](int lane) {
        const T value = fromBits<T>(a[lane]);
        const std::uint32_t start = b[lane] & 0xFF, length = c[lane] & 0xFF;
        const std::uint32_t top = std::min(start + length, Width);
        const bool negative = T(-1) < T(0) && length > 0 && (value >> (top - 1) & 1);
        T field = negative ? T(-1) : T(0);
        if (start < Width && length > 0) {
            const std::uint32_t kept = top - start;
            const T low = kept == Width ? T(-1) : static_cast<T>((std::uint64_t(1) << kept) - 1);
            field = static_cast<T>((static_cast<std::make_unsigned_t<T>>(value) >> start & low) | (negative ? ~low : T(0)));
        }
        d[lane] = toBits(field);
    });
}

void permuteBytes(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    forLanes(mask, [&](int lane) {
        const std::uint64_t bytes = (a[lane] & 0xFFFFFFFFu) | b[lane] << 32;
        std::uint32_t result = 0;
        for (int i = 0; i < 4; ++i) {
            const std::uint32_t selector = c[lane] >> (4 * i) & 0xF;
            std::uint32_t byte = bytes >> (8 * (selector & 7)) & 0xFF;
            if (selector & 8)
                byte = byte & 0x80 ? 0xFF : 0;
            result |= byte << (8 * i);
        }
        d[lane] = result;
    });
}

template <class F> AluFunction logic(const Type& type) {
    return type.size == 1 ? &binary<std::uint8_t, F> : type.size == 2 ? &binary<std::uint16_t, F> : type.size == 4 ? &binary<std::uint32_t, F> : &binary<std::uint64_t, F>;
}

}

AluChoice bitArithmetic(const std::vector<std::string>& words, const Type& type) {
    const std::string& name = words[0];
    const Type count{Type::Kind::Unsigned, 4};
    if (name == "and")
        return {logic<And>(type), {type, type}};
    if (name == "or")
        return {logic<Or>(type), {type, type}};
    if (name == "xor")
        return {logic<Xor>(type), {type, type}};
    if (name == "not" && type.isPredicate())
        return {&unary<std::uint8_t, NotPredicate>, {type}};
    if (name == "not" && type.size >= 2)
        return {type.size == 2 ? &unary<std::uint16_t, Not> : type.size == 4 ? &unary<std::uint32_t, Not> : &unary<std::uint64_t, Not>, {type}};
    if (type.size < 2 || type.isFloat())
        return {};
    if (name == "shl")
        return {type.size == 2 ? &counted<std::uint16_t, ShiftLeft> : type.size == 4 ? &counted<std::uint32_t, ShiftLeft> : &counted<std::uint64_t, ShiftLeft>, {type, count}};
    if (name == "shr" && type.isSigned())
        return {type.size == 2 ? &counted<std::int16_t, ShiftRight> : type.size == 4 ? &counted<std::int32_t, ShiftRight> : &counted<std::int64_t, ShiftRight>, {type, count}};
    if (name == "shr")
        return {type.size == 2 ? &counted<std::uint16_t, ShiftRight> : type.size == 4 ? &counted<std::uint32_t, ShiftRight> : &counted<std::uint64_t, ShiftRight>, {type, count}};
    if (type.size < 4)
        return {};
    const bool wide = type.size == 8;
    if (name == "popc")
        return {wide ? &unary<std::uint64_t, PopulationCount> : &unary<std::uint32_t, PopulationCount>, {type}};
    if (name == "clz")
        return {wide ? &unary<std::uint64_t, LeadingZeros> : &unary<std::uint32_t, LeadingZeros>, {type}};
    if (name == "brev")
        return {wide ? &unary<std::uint64_t, Reverse> : &unary<std::uint32_t, Reverse>, {type}};
    if (name == "bfind") {
        const bool shift = words.size() > 2 && words[1] == "shiftamt";
        if (type.isSigned())
            return {shift ? (wide ? &unary<std::int64_t, FindHighestShift> : &unary<std::int32_t, FindHighestShift>)
                          : (wide ? &unary<std::int64_t, FindHighest> : &unary<std::int32_t, FindHighest>), {type}};
        return {shift ? (wide ? &unary<std::uint64_t, FindHighestShift> : &unary<std::uint32_t, FindHighestShift>)
                      : (wide ? &unary<std::uint64_t, FindHighest> : &unary<std::uint32_t, FindHighest>), {type}};
    }
    if (name == "bfe")
        return {type.isSigned() ? (wide ? &extractField<std::int64_t> : &extractField<std::int32_t>) : (wide ? &extractField<std::uint64_t> : &extractField<std::uint32_t>),
            {type, count, count}};
    if (name == "prmt" && words.size() == 2)
        return {&permuteBytes, {type, type, type}};
    return {};
}

}
