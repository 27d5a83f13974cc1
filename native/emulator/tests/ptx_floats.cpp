// Floating-point arithmetic of both widths: rounding modes, .ftz, .sat, NaNs, infinities and subnormals, against plain C++.
#include "PtxOperation.h"

#include <cfenv>

using namespace vdsh::testing;

namespace {

template <class T> struct Traits;
template <> struct Traits<float> { static constexpr const char *name = "f32"; static constexpr double tolerance = 1e-6; };
template <> struct Traits<double> { static constexpr const char *name = "f64"; static constexpr double tolerance = 1e-14; };

/// The result in a rounding mode. The operands go through volatile variables, so that the compiler does not compute before the mode is set.
template <class T, class F> T rounded(int mode, T a, T b, T c, F compute) {
    volatile T x = a, y = b, z = c;
    std::fesetround(mode);
    const volatile T result = compute(x, y, z);
    std::fesetround(FE_TONEAREST);
    return result;
}

template <class T> T flushed(T value) { return std::fpclassify(value) == FP_SUBNORMAL ? std::copysign(T(0), value) : value; }

template <class T> T clamped(T value) { return value > 0 ? std::fmin(value, T(1)) : T(0); }

/// A NaN, signalling or quiet, loses against a number; std::fmin does not promise that for both.
template <class T> T least(T a, T b) {
    if (std::isnan(a) || std::isnan(b))
        return std::isnan(a) ? b : a;
    if (a == 0 && b == 0)
        return std::signbit(a) ? a : b;
    return a < b ? a : b;
}

template <class T> T most(T a, T b) {
    if (std::isnan(a) || std::isnan(b))
        return std::isnan(a) ? b : a;
    if (a == 0 && b == 0)
        return std::signbit(a) ? b : a;
    return a > b ? a : b;
}

template <class T> void allRoundings() {
    const std::pair<const char*, int> modes[] = {{"", FE_TONEAREST}, {".rn", FE_TONEAREST}, {".rz", FE_TOWARDZERO}, {".rm", FE_DOWNWARD}, {".rp", FE_UPWARD}};
    const std::string type = std::string(".") + Traits<T>::name;
    for (const auto& [word, mode] : modes) {
        const auto binary = [&, mode = mode](const std::string& name, auto compute) {
            operation<T, T, T, T>(name + word + type + " $d, $a, $b", [=](T a, T b, T c) { return rounded(mode, a, b, c, compute); });
        };
        binary("add", [](T a, T b, T) { return a + b; });
        binary("sub", [](T a, T b, T) { return a - b; });
        binary("mul", [](T a, T b, T) { return a * b; });
        if (std::string(word).empty())
            continue;
        binary("div", [](T a, T b, T) { return a / b; });
        operation<T, T, T, T>("fma" + std::string(word) + type + " $d, $a, $b, $c", [mode = mode](T a, T b, T c) { return rounded(mode, a, b, c, [](T x, T y, T z) { return std::fma(x, y, z); }); });
        operation<T, T, T, T>("rcp" + std::string(word) + type + " $d, $a", [mode = mode](T a, T b, T c) { return rounded(mode, a, b, c, [](T x, T, T) { return 1 / x; }); });
        operation<T, T, T, T>("sqrt" + std::string(word) + type + " $d, $a", [mode = mode](T a, T b, T c) { return rounded(mode, a, b, c, [](T x, T, T) { return std::sqrt(x); }); });
    }
}

template <class T> void exactOperations() {
    const std::string type = std::string(".") + Traits<T>::name;
    operation<T, T, T, T>("neg" + type + " $d, $a", [](T a, T, T) { return -a; });
    operation<T, T, T, T>("abs" + type + " $d, $a", [](T a, T, T) { return std::fabs(a); });
    operation<T, T, T, T>("min" + type + " $d, $a, $b", [](T a, T b, T) { return least(a, b); });
    operation<T, T, T, T>("max" + type + " $d, $a, $b", [](T a, T b, T) { return most(a, b); });
    operation<T, T, T, T>("copysign" + type + " $d, $a, $b", [](T a, T b, T) { return std::copysign(b, a); });
    operation<T, T, T, T>("mad.rn" + type + " $d, $a, $b, $c", [](T a, T b, T c) { return std::fma(a, b, c); });
    const std::string constant = sizeof(T) == 4 ? "0fBFC00000" : "0dBFF8000000000000";
    operation<T, T, T, T>("add.rn" + type + " $d, $a, " + constant, [](T a, T, T) { return a + T(-1.5); });
    operation<T, T, T, T>("mov" + type + " $d, 0.25", [](T, T, T) { return T(0.25); });
    const auto test = [&](const std::string& name, auto holds) {
        operation<std::uint32_t, T, T, T>("testp." + name + type + " %p1, $a;selp.u32 $d, 1, 2, %p1", [=](T a, T, T) { return holds(a) ? 1 : 2; });
    };
    test("finite", [](T a) { return std::isfinite(a); });
    test("infinite", [](T a) { return std::isinf(a); });
    test("number", [](T a) { return !std::isnan(a); });
    test("notanumber", [](T a) { return std::isnan(a); });
    test("normal", [](T a) { return std::isnormal(a); });
    test("subnormal", [](T a) { return std::fpclassify(a) == FP_SUBNORMAL; });
}

template <class T> void comparisons() {
    const std::string type = std::string(".") + Traits<T>::name;
    const auto holds = [&](const std::string& name, auto compare) {
        operation<std::uint32_t, T, T, T>("setp." + name + type + " %p1, $a, $b;selp.u32 $d, 7, 9, %p1", [=](T a, T b, T) { return compare(a, b) ? 7 : 9; });
        operation<std::uint32_t, T, T, T>("setp." + name + type + " %p1, $a, $a;selp.u32 $d, 7, 9, %p1", [=](T a, T, T) { return compare(a, a) ? 7 : 9; });
    };
    const auto unordered = [](T a, T b) { return std::isnan(a) || std::isnan(b); };
    holds("eq", [](T a, T b) { return a == b; });
    holds("ne", [=](T a, T b) { return !unordered(a, b) && a != b; });
    holds("lt", [](T a, T b) { return a < b; });
    holds("le", [](T a, T b) { return a <= b; });
    holds("gt", [](T a, T b) { return a > b; });
    holds("ge", [](T a, T b) { return a >= b; });
    holds("equ", [=](T a, T b) { return unordered(a, b) || a == b; });
    holds("neu", [](T a, T b) { return a != b; });
    holds("ltu", [](T a, T b) { return !(a >= b); });
    holds("leu", [](T a, T b) { return !(a > b); });
    holds("gtu", [](T a, T b) { return !(a <= b); });
    holds("geu", [](T a, T b) { return !(a < b); });
    holds("num", [=](T a, T b) { return !unordered(a, b); });
    holds("nan", [=](T a, T b) { return unordered(a, b); });
    operation<T, T, T, T>("setp.lt" + type + " %p1, $a, $c;selp" + type + " $d, $a, $b, %p1", [](T a, T b, T c) { return a < c ? a : b; });
    // The second result is the first with the comparison negated, NaNs included.
    operation<std::uint32_t, T, T, T>("setp.lt" + type + " %p2|%p1, $a, $b;selp.u32 $d, 7, 9, %p1", [](T a, T b, T) { return a < b ? 9 : 7; });
}

void flushing() {
    using F = float;
    operation<F, F, F, F>("add.rn.ftz.f32 $d, $a, $b", [](F a, F b, F) { return flushed(flushed(a) + flushed(b)); });
    operation<F, F, F, F>("mul.ftz.f32 $d, $a, $b", [](F a, F b, F) { return flushed(flushed(a) * flushed(b)); });
    operation<F, F, F, F>("fma.rn.ftz.f32 $d, $a, $b, $c", [](F a, F b, F c) { return flushed(std::fma(flushed(a), flushed(b), flushed(c))); });
    operation<F, F, F, F>("min.ftz.f32 $d, $a, $b", [](F a, F b, F) { return least(flushed(a), flushed(b)); });
    operation<F, F, F, F>("abs.ftz.f32 $d, $a", [](F a, F, F) { return std::fabs(flushed(a)); });
    operation<F, F, F, F>("neg.ftz.f32 $d, $a", [](F a, F, F) { return -flushed(a); });
    operation<F, F, F, F>("rcp.rn.ftz.f32 $d, $a", [](F a, F, F) { return flushed(1 / flushed(a)); });
    operation<std::uint32_t, F, F, F>("setp.lt.ftz.f32 %p1, $a, $b;selp.u32 $d, 1, 2, %p1", [](F a, F b, F) { return flushed(a) < flushed(b) ? 1 : 2; });
    operation<F, F, F, F>("add.sat.f32 $d, $a, $b", [](F a, F b, F) { return clamped(a + b); });
    operation<F, F, F, F>("mul.rz.ftz.sat.f32 $d, $a, $b", [](F a, F b, F) { return clamped(flushed(rounded(FE_TOWARDZERO, flushed(a), flushed(b), F(0), [](F x, F y, F) { return x * y; }))); });
    operation<F, F, F, F>("fma.rn.sat.f32 $d, $a, $b, $c", [](F a, F b, F c) { return clamped(std::fma(a, b, c)); });
}

template <class T> void approximations(const std::string& modifiers) {
    const std::string type = modifiers + "." + Traits<T>::name;
    const auto near = [](T expected, T actual) {
        return isSame(expected, actual) || std::fabs(double(expected) - double(actual)) <= Traits<T>::tolerance * std::fabs(double(expected)) + double(std::numeric_limits<T>::min());
    };
    compareOperation<T, T, T, T>("rsqrt.approx" + type + " $d, $a", [](T a, T, T) { return 1 / std::sqrt(a); }, near);
    if constexpr (sizeof(T) == 4) {
        const auto bounded = [](auto compute) { return [=](float a, float, float) { return static_cast<float>(compute(double(a))); }; };
        compareOperation<T, T, T, T>("rcp.approx" + type + " $d, $a", bounded([](double a) { return 1 / a; }), near);
        compareOperation<T, T, T, T>("sqrt.approx" + type + " $d, $a", bounded([](double a) { return std::sqrt(a); }), near);
        compareOperation<T, T, T, T>("ex2.approx" + type + " $d, $a", bounded([](double a) { return std::exp2(a); }), near);
        compareOperation<T, T, T, T>("lg2.approx" + type + " $d, $a", bounded([](double a) { return std::log2(a); }), near);
        compareOperation<T, T, T, T>("sin.approx" + type + " $d, $a", bounded([](double a) { return std::sin(a); }), near);
        compareOperation<T, T, T, T>("cos.approx" + type + " $d, $a", bounded([](double a) { return std::cos(a); }), near);
        compareOperation<T, T, T, T>("div.approx" + type + " $d, $a, $b", [](float a, float b, float) { return a / b; }, near);
        compareOperation<T, T, T, T>("div.full" + type + " $d, $a, $b", [](float a, float b, float) { return a / b; }, near);
    }
}

}

int main() {
    allRoundings<float>();
    allRoundings<double>();
    exactOperations<float>();
    exactOperations<double>();
    comparisons<float>();
    comparisons<double>();
    flushing();
    approximations<float>("");
    approximations<double>("");
    return finish();
}
