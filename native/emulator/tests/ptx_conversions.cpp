// cvt between every pair of types and in every rounding, against exact rules written out for one value.
#include "PtxOperation.h"

#include <cfenv>

using namespace vdsh::testing;

namespace {

template <class T> std::string nameOf() {
    return (std::is_floating_point_v<T> ? "f" : std::is_signed_v<T> ? "s" : "u") + std::to_string(8 * sizeof(T));
}

/// Clamped to the range of D; a NaN is 0, or the highest bit alone where 64 bits take part.
template <class D, class S> D clampedInteger(S value) {
    using L = std::numeric_limits<D>;
    if (std::isnan(value))
        return sizeof(S) == 8 || sizeof(D) == 8 ? static_cast<D>(std::uint64_t(1) << (8 * sizeof(D) - 1)) : D(0);
    const double limit = std::ldexp(1.0, L::digits);
    if (value >= limit)
        return L::max();
    if (value < (std::is_signed_v<D> ? -limit : 0))
        return L::min();
    return static_cast<D>(value);
}

template <class D, class S> void toInteger() {
    const std::string types = "." + nameOf<D>() + "." + nameOf<S>() + " $d, $a";
    operation<D, S, S, S>("cvt.rzi" + types, [](S a, S, S) { return clampedInteger<D>(std::trunc(a)); });
    operation<D, S, S, S>("cvt.rni" + types, [](S a, S, S) { return clampedInteger<D>(std::nearbyint(a)); });
    operation<D, S, S, S>("cvt.rmi" + types, [](S a, S, S) { return clampedInteger<D>(std::floor(a)); });
    operation<D, S, S, S>("cvt.rpi" + types, [](S a, S, S) { return clampedInteger<D>(std::ceil(a)); });
}

template <class D, class S> D inMode(int mode, S value) {
    volatile S source = value;
    std::fesetround(mode);
    const volatile D result = static_cast<D>(source);
    std::fesetround(FE_TONEAREST);
    return result;
}

template <class D, class S> void toFloat() {
    const std::pair<const char*, int> modes[] = {{"rn", FE_TONEAREST}, {"rz", FE_TOWARDZERO}, {"rm", FE_DOWNWARD}, {"rp", FE_UPWARD}};
    for (const auto& [word, mode] : modes)
        operation<D, S, S, S>("cvt." + std::string(word) + "." + nameOf<D>() + "." + nameOf<S>() + " $d, $a", [mode = mode](S a, S, S) { return inMode<D>(mode, a); });
}

template <class D, class S> void integers() {
    operation<D, S, S, S>("cvt." + nameOf<D>() + "." + nameOf<S>() + " $d, $a", [](S a, S, S) { return static_cast<D>(a); });
    operation<D, S, S, S>("cvt.sat." + nameOf<D>() + "." + nameOf<S>() + " $d, $a", [](S a, S, S) {
        const __int128 value = a, least = std::numeric_limits<D>::min(), most = std::numeric_limits<D>::max();
        return static_cast<D>(value < least ? least : value > most ? most : value);
    });
}

template <class S> void fromInteger() {
    integers<std::uint8_t, S>();
    integers<std::int8_t, S>();
    integers<std::uint16_t, S>();
    integers<std::int16_t, S>();
    integers<std::uint32_t, S>();
    integers<std::int32_t, S>();
    integers<std::uint64_t, S>();
    integers<std::int64_t, S>();
    toFloat<float, S>();
    toFloat<double, S>();
}

template <class S> void fromFloat() {
    toInteger<std::uint8_t, S>();
    toInteger<std::int8_t, S>();
    toInteger<std::uint16_t, S>();
    toInteger<std::int16_t, S>();
    toInteger<std::uint32_t, S>();
    toInteger<std::int32_t, S>();
    toInteger<std::uint64_t, S>();
    toInteger<std::int64_t, S>();
    const std::string types = "." + nameOf<S>() + "." + nameOf<S>() + " $d, $a";
    operation<S, S, S, S>("cvt.rni" + types, [](S a, S, S) { return std::nearbyint(a); });
    operation<S, S, S, S>("cvt.rzi" + types, [](S a, S, S) { return std::trunc(a); });
    operation<S, S, S, S>("cvt.rmi" + types, [](S a, S, S) { return std::floor(a); });
    operation<S, S, S, S>("cvt.rpi" + types, [](S a, S, S) { return std::ceil(a); });
    operation<S, S, S, S>("cvt.sat" + types, [](S a, S, S) { return a > 0 ? std::fmin(a, S(1)) : S(0); });
}

float flushed(float value) { return std::fpclassify(value) == FP_SUBNORMAL ? std::copysign(0.0f, value) : value; }

}

int main() {
    fromInteger<std::uint8_t>();
    fromInteger<std::int8_t>();
    fromInteger<std::uint16_t>();
    fromInteger<std::int16_t>();
    fromInteger<std::uint32_t>();
    fromInteger<std::int32_t>();
    fromInteger<std::uint64_t>();
    fromInteger<std::int64_t>();
    fromFloat<float>();
    fromFloat<double>();
    toFloat<float, double>();
    operation<double, float, float, float>("cvt.f64.f32 $d, $a", [](float a, float, float) { return double(a); });
    operation<double, float, float, float>("cvt.ftz.f64.f32 $d, $a", [](float a, float, float) { return double(flushed(a)); });
    operation<float, double, double, double>("cvt.rn.ftz.f32.f64 $d, $a", [](double a, double, double) { return flushed(static_cast<float>(a)); });
    operation<std::int32_t, float, float, float>("cvt.rpi.ftz.s32.f32 $d, $a", [](float a, float, float) { return clampedInteger<std::int32_t>(std::ceil(flushed(a))); });
    return finish();
}
