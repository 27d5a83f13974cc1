// Integer arithmetic of all widths: it wraps, and nothing about it is undefined as in C++.
#include "Alu.h"

#include <algorithm>
#include <cstdint>
#include <type_traits>

namespace vdsh {

namespace {

template <class T> using Unsigned = std::make_unsigned_t<T>;

// Narrow types would be promoted to int, where a product can overflow.
template <class T> using Wide = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

struct Add { template <class T> static T of(T a, T b) { return static_cast<T>(Wide<T>(a) + Wide<T>(b)); } };
struct Subtract { template <class T> static T of(T a, T b) { return static_cast<T>(Wide<T>(a) - Wide<T>(b)); } };
struct MultiplyLow { template <class T> static T of(T a, T b) { return static_cast<T>(Wide<T>(a) * Wide<T>(b)); } };
struct Minimum { template <class T> static T of(T a, T b) { return a < b ? a : b; } };
struct Maximum { template <class T> static T of(T a, T b) { return a > b ? a : b; } };
struct Negate { template <class T> static T of(T a) { return static_cast<T>(Wide<T>(0) - Wide<T>(a)); } };
struct Absolute { template <class T> static T of(T a) { return a < 0 ? Negate::of(a) : a; } };
struct MultiplyAddLow { template <class T> static T of(T a, T b, T c) { return Add::of(MultiplyLow::of(a, b), c); } };

struct AddSaturating {
    static std::int32_t of(std::int64_t a, std::int64_t b) { return static_cast<std::int32_t>(std::clamp<std::int64_t>(a + b, INT32_MIN, INT32_MAX)); }
};
struct SubtractSaturating {
    static std::int32_t of(std::int64_t a, std::int64_t b) { return AddSaturating::of(a, -b); }
};

// A division by zero has no defined result in PTX; all ones is what the hardware gives.
struct Divide {
    template <class T> static T of(T a, T b) {
        if (b == 0)
            return static_cast<T>(~Wide<T>(0));
        if (std::is_signed_v<T> && b == static_cast<T>(-1))
            return Negate::of(a);
        return static_cast<T>(a / b);
    }
};
struct Remainder {
    template <class T> static T of(T a, T b) {
        if (b == 0)
            return a;
        if (std::is_signed_v<T> && b == static_cast<T>(-1))
            return 0;
        return static_cast<T>(a % b);
    }
};

template <class T> using Double = std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>;

struct MultiplyHigh { template <class T> static T of(T a, T b) { return static_cast<T>((Double<T>(a) * Double<T>(b)) >> (8 * sizeof(T))); } };
struct MultiplyAddHigh { template <class T> static T of(T a, T b, T c) { return Add::of(MultiplyHigh::of(a, b), c); } };

struct MultiplyWide {
    template <class T> static std::uint64_t product(T a, T b) { return static_cast<std::uint64_t>(Double<T>(a) * Double<T>(b)); }
};

template <class T> void multiplyWide(Lanes& d, const Lanes& a, const Lanes& b, const Lanes&, std::uint32_t mask) {
    constexpr std::uint64_t Mask = sizeof(T) == 4 ? ~std::uint64_t(0) : 0xFFFFFFFFu;
    forLanes(mask, [&](int lane) { d[lane] = MultiplyWide::product(fromBits<T>(a[lane]), fromBits<T>(b[lane])) & Mask; });
}

template <class T> void multiplyAddWide(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    constexpr std::uint64_t Mask = sizeof(T) == 4 ? ~std::uint64_t(0) : 0xFFFFFFFFu;
    forLanes(mask, [&](int lane) { d[lane] = (MultiplyWide::product(fromBits<T>(a[lane]), fromBits<T>(b[lane])) + c[lane]) & Mask; });
}

#define VDSH_BY_TYPE(form, F)                                                                                     \
    (type.isSigned() ? (type.size == 2 ? &form<std::int16_t, F> : type.size == 4 ? &form<std::int32_t, F> : &form<std::int64_t, F>) \
                     : (type.size == 2 ? &form<std::uint16_t, F> : type.size == 4 ? &form<std::uint32_t, F> : &form<std::uint64_t, F>))

bool has(const std::vector<std::string>& words, const char* word) {
    for (const std::string& candidate : words)
        if (candidate == word)
            return true;
    return false;
}

}

AluChoice integerArithmetic(const std::vector<std::string>& words, const Type& type) {
    if (type.isFloat() || type.isPredicate() || type.size == 1 || has(words, "cc"))
        return {};
    const std::string& name = words[0];
    if (has(words, "sat")) {
        if (!type.isSigned() || type.size != 4)
            return {};
        return name == "add" ? AluChoice{&binary<std::int32_t, AddSaturating>, {type, type}}
            : name == "sub" ? AluChoice{&binary<std::int32_t, SubtractSaturating>, {type, type}} : AluChoice{};
    }
    if (name == "add")
        return {VDSH_BY_TYPE(binary, Add), {type, type}};
    if (name == "sub")
        return {VDSH_BY_TYPE(binary, Subtract), {type, type}};
    if (name == "div")
        return {VDSH_BY_TYPE(binary, Divide), {type, type}};
    if (name == "rem")
        return {VDSH_BY_TYPE(binary, Remainder), {type, type}};
    if (name == "min")
        return {VDSH_BY_TYPE(binary, Minimum), {type, type}};
    if (name == "max")
        return {VDSH_BY_TYPE(binary, Maximum), {type, type}};
    if (name == "neg")
        return {VDSH_BY_TYPE(unary, Negate), {type}};
    if (name == "abs")
        return {VDSH_BY_TYPE(unary, Absolute), {type}};
    if (name == "mul" && has(words, "lo"))
        return {VDSH_BY_TYPE(binary, MultiplyLow), {type, type}};
    if (name == "mul" && has(words, "hi"))
        return {VDSH_BY_TYPE(binary, MultiplyHigh), {type, type}};
    if (name == "mad" && has(words, "lo"))
        return {VDSH_BY_TYPE(ternary, MultiplyAddLow), {type, type, type}};
    if (name == "mad" && has(words, "hi"))
        return {VDSH_BY_TYPE(ternary, MultiplyAddHigh), {type, type, type}};
    if (has(words, "wide") && type.size <= 4) {
        const Type wide{type.kind, type.size * 2};
        if (name == "mul")
            return {type.isSigned() ? (type.size == 2 ? &multiplyWide<std::int16_t> : &multiplyWide<std::int32_t>)
                                    : (type.size == 2 ? &multiplyWide<std::uint16_t> : &multiplyWide<std::uint32_t>), {type, type}};
        if (name == "mad")
            return {type.isSigned() ? (type.size == 2 ? &multiplyAddWide<std::int16_t> : &multiplyAddWide<std::int32_t>)
                                    : (type.size == 2 ? &multiplyAddWide<std::uint16_t> : &multiplyAddWide<std::uint32_t>), {type, type, wide}};
    }
    return {};
}

}
