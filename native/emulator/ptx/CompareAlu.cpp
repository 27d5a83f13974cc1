// setp, set and selp: comparisons of all types, ordered and unordered.
#include "Alu.h"

#include <cmath>
#include <functional>
#include <type_traits>

namespace vdsh {

namespace {

// Unordered comparisons (equ, ltu, ...) are true where an operand is a NaN, ordered ones false.
template <class Compare, bool Unordered> struct Comparison {
    template <class T> static bool of(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            if (std::isnan(a) || std::isnan(b))
                return Unordered;
        return Compare()(a, b);
    }
};
struct AreNumbers { template <class T> static bool of(T a, T b) { return a == a && b == b; } };
struct AnyNan { template <class T> static bool of(T a, T b) { return a != a || b != b; } };

template <class T, class F> void compared(Lanes& d, const Lanes& a, const Lanes& b, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = F::of(fromBits<T>(a[lane]), fromBits<T>(b[lane])); });
}

template <class F> AluFunction ofType(const Type& type) {
    if (type.isFloat())
        return type.size == 4 ? &compared<float, F> : &compared<double, F>;
    switch (type.size) {
    case 2: return type.isSigned() ? &compared<std::int16_t, F> : &compared<std::uint16_t, F>;
    case 4: return type.isSigned() ? &compared<std::int32_t, F> : &compared<std::uint32_t, F>;
    default: return type.isSigned() ? &compared<std::int64_t, F> : &compared<std::uint64_t, F>;
    }
}

AluFunction comparisonOf(const std::string& name, const Type& type) {
    const bool floating = type.isFloat();
    if (name == "eq") return ofType<Comparison<std::equal_to<>, false>>(type);
    if (name == "ne") return ofType<Comparison<std::not_equal_to<>, false>>(type);
    if (name == "lt" || (name == "lo" && !floating)) return ofType<Comparison<std::less<>, false>>(type);
    if (name == "le" || (name == "ls" && !floating)) return ofType<Comparison<std::less_equal<>, false>>(type);
    if (name == "gt" || (name == "hi" && !floating)) return ofType<Comparison<std::greater<>, false>>(type);
    if (name == "ge" || (name == "hs" && !floating)) return ofType<Comparison<std::greater_equal<>, false>>(type);
    if (!floating) return nullptr;
    if (name == "equ") return ofType<Comparison<std::equal_to<>, true>>(type);
    if (name == "neu") return ofType<Comparison<std::not_equal_to<>, true>>(type);
    if (name == "ltu") return ofType<Comparison<std::less<>, true>>(type);
    if (name == "leu") return ofType<Comparison<std::less_equal<>, true>>(type);
    if (name == "gtu") return ofType<Comparison<std::greater<>, true>>(type);
    if (name == "geu") return ofType<Comparison<std::greater_equal<>, true>>(type);
    if (name == "num") return type.size == 4 ? &compared<float, AreNumbers> : &compared<double, AreNumbers>;
    if (name == "nan") return type.size == 4 ? &compared<float, AnyNan> : &compared<double, AnyNan>;
    return nullptr;
}

struct IsFinite { template <class T> static bool of(T a) { return std::isfinite(a); } };
struct IsInfinite { template <class T> static bool of(T a) { return std::isinf(a); } };
struct IsNumber { template <class T> static bool of(T a) { return !std::isnan(a); } };
struct IsNan { template <class T> static bool of(T a) { return std::isnan(a); } };
struct IsNormal { template <class T> static bool of(T a) { return std::isnormal(a); } };
struct IsSubnormal { template <class T> static bool of(T a) { return std::fpclassify(a) == FP_SUBNORMAL; } };

template <class F> AluFunction test(const Type& type) { return type.size == 4 ? &unary<float, F> : &unary<double, F>; }

AluFunction testOf(const std::string& name, const Type& type) {
    return !type.isFloat() ? nullptr : name == "finite" ? test<IsFinite>(type) : name == "infinite" ? test<IsInfinite>(type)
        : name == "number" ? test<IsNumber>(type) : name == "notanumber" ? test<IsNan>(type) : name == "normal" ? test<IsNormal>(type)
        : name == "subnormal" ? test<IsSubnormal>(type) : nullptr;
}

void select(Lanes& d, const Lanes& a, const Lanes& b, const Lanes& c, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = c[lane] ? a[lane] : b[lane]; });
}

}

AluChoice comparison(const std::vector<std::string>& words, const Type& type) {
    if (words[0] == "selp")
        return {&select, {type, type, Type{Type::Kind::Predicate, 1}}};
    if (words[0] == "testp" && words.size() == 3)
        return {testOf(words[1], type), {type}};
    if ((words[0] == "setp" || words[0] == "set") && words.size() > 2 && type.size >= 2)
        return {comparisonOf(words[1], type), {type, type}};
    return {};
}

}
