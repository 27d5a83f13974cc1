// cvt between all widths, and cvta, which is the identity on the addresses of this emulator but for the windows of shared and local memory.
#include "Alu.h"

#include "AddressWindows.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace vdsh {

namespace {

enum class Rounding { Default, NearestInteger, ZeroInteger, DownInteger, UpInteger };

template <class T, Rounding R> T rounded(T value) {
    if constexpr (R == Rounding::NearestInteger)
        return std::nearbyint(value);
    else if constexpr (R == Rounding::ZeroInteger)
        return std::trunc(value);
    else if constexpr (R == Rounding::DownInteger)
        return std::floor(value);
    else if constexpr (R == Rounding::UpInteger)
        return std::ceil(value);
    else
        return value;
}

template <class D, class S, Rounding R> D convert(S source) {
    if constexpr (std::is_floating_point_v<S> && std::is_integral_v<D>) {
        // PTX clamps to the range of the destination. A NaN becomes 0, or the highest bit alone where 64 bits take part.
        if (std::isnan(source))
            return sizeof(S) == 4 && sizeof(D) < 8 ? D(0) : static_cast<D>(std::make_unsigned_t<D>(1) << (8 * sizeof(D) - 1));
        const S value = rounded<S, R == Rounding::Default ? Rounding::ZeroInteger : R>(source);
        if (value <= static_cast<S>(std::numeric_limits<D>::min()))
            return std::numeric_limits<D>::min();
        if (value >= static_cast<S>(std::numeric_limits<D>::max()))
            return std::numeric_limits<D>::max();
        return static_cast<D>(value);
    } else if constexpr (std::is_floating_point_v<S> && std::is_floating_point_v<D>) {
        return static_cast<D>(rounded<S, R>(source));
    } else {
        return static_cast<D>(source);
    }
}

template <class D, class S, Rounding R> void converted(Lanes& d, const Lanes& a, const Lanes&, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) {
        const D value = convert<D, S, R>(fromBits<S>(a[lane]));
        // A result narrower than its register is extended by its sign.
        if constexpr (std::is_integral_v<D> && std::is_signed_v<D>)
            d[lane] = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
        else
            d[lane] = toBits(value);
    });
}

template <class D, class S> AluFunction withRounding(Rounding rounding) {
    switch (rounding) {
    case Rounding::NearestInteger: return &converted<D, S, Rounding::NearestInteger>;
    case Rounding::ZeroInteger: return &converted<D, S, Rounding::ZeroInteger>;
    case Rounding::DownInteger: return &converted<D, S, Rounding::DownInteger>;
    case Rounding::UpInteger: return &converted<D, S, Rounding::UpInteger>;
    default: return &converted<D, S, Rounding::Default>;
    }
}

template <class D> AluFunction fromType(const Type& source, Rounding rounding) {
    if (source.isFloat())
        return source.size == 4 ? withRounding<D, float>(rounding) : withRounding<D, double>(rounding);
    switch (source.size) {
    case 1: return source.isSigned() ? &converted<D, std::int8_t, Rounding::Default> : &converted<D, std::uint8_t, Rounding::Default>;
    case 2: return source.isSigned() ? &converted<D, std::int16_t, Rounding::Default> : &converted<D, std::uint16_t, Rounding::Default>;
    case 4: return source.isSigned() ? &converted<D, std::int32_t, Rounding::Default> : &converted<D, std::uint32_t, Rounding::Default>;
    default: return source.isSigned() ? &converted<D, std::int64_t, Rounding::Default> : &converted<D, std::uint64_t, Rounding::Default>;
    }
}

AluFunction toType(const Type& result, const Type& source, Rounding rounding) {
    if (result.isFloat())
        return result.size == 4 ? fromType<float>(source, rounding) : fromType<double>(source, rounding);
    switch (result.size) {
    case 1: return result.isSigned() ? fromType<std::int8_t>(source, rounding) : fromType<std::uint8_t>(source, rounding);
    case 2: return result.isSigned() ? fromType<std::int16_t>(source, rounding) : fromType<std::uint16_t>(source, rounding);
    case 4: return result.isSigned() ? fromType<std::int32_t>(source, rounding) : fromType<std::uint32_t>(source, rounding);
    default: return result.isSigned() ? fromType<std::int64_t>(source, rounding) : fromType<std::uint64_t>(source, rounding);
    }
}

template <class D, class S> void saturated(Lanes& d, const Lanes& a, const Lanes&, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) {
        const __int128 value = fromBits<S>(a[lane]), least = std::numeric_limits<D>::min(), most = std::numeric_limits<D>::max();
        d[lane] = static_cast<std::uint64_t>(value < least ? least : value > most ? most : value);
    });
}

template <class D> AluFunction saturatingFrom(const Type& source) {
    switch (source.size) {
    case 1: return source.isSigned() ? &saturated<D, std::int8_t> : &saturated<D, std::uint8_t>;
    case 2: return source.isSigned() ? &saturated<D, std::int16_t> : &saturated<D, std::uint16_t>;
    case 4: return source.isSigned() ? &saturated<D, std::int32_t> : &saturated<D, std::uint32_t>;
    default: return source.isSigned() ? &saturated<D, std::int64_t> : &saturated<D, std::uint64_t>;
    }
}

AluFunction saturatingTo(const Type& result, const Type& source) {
    switch (result.size) {
    case 1: return result.isSigned() ? saturatingFrom<std::int8_t>(source) : saturatingFrom<std::uint8_t>(source);
    case 2: return result.isSigned() ? saturatingFrom<std::int16_t>(source) : saturatingFrom<std::uint16_t>(source);
    case 4: return result.isSigned() ? saturatingFrom<std::int32_t>(source) : saturatingFrom<std::uint32_t>(source);
    default: return result.isSigned() ? saturatingFrom<std::int64_t>(source) : saturatingFrom<std::uint64_t>(source);
    }
}

void identity(Lanes& d, const Lanes& a, const Lanes&, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = a[lane]; });
}

template <std::uint64_t Window> void intoWindow(Lanes& d, const Lanes& a, const Lanes&, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = a[lane] + Window; });
}

template <std::uint64_t Window> void outOfWindow(Lanes& d, const Lanes& a, const Lanes&, const Lanes&, std::uint32_t mask) {
    forLanes(mask, [&](int lane) { d[lane] = a[lane] - Window; });
}

}

AluChoice conversion(const std::vector<std::string>& words, const Type& type) {
    if (words[0] == "cvta") {
        const bool to = words.size() > 2 && words[1] == "to";
        const std::string& space = words[to ? 2 : 1];
        if (space == "shared")
            return {to ? &outOfWindow<SharedWindow> : &intoWindow<SharedWindow>, {type}};
        if (space == "local")
            return {to ? &outOfWindow<LocalWindow> : &intoWindow<LocalWindow>, {type}};
        if (space == "global" || space == "const")
            return {&identity, {type}};
        return {};
    }
    Type result;
    if (words[0] != "cvt" || words.size() < 3 || !Type::parse(words[words.size() - 2], result) || result.isPredicate() || type.isPredicate())
        return {};
    Rounding rounding = Rounding::Default;
    bool saturates = false;
    for (const std::string& word : words) {
        if (word == "rni")
            rounding = Rounding::NearestInteger;
        else if (word == "rzi")
            rounding = Rounding::ZeroInteger;
        else if (word == "rmi")
            rounding = Rounding::DownInteger;
        else if (word == "rpi")
            rounding = Rounding::UpInteger;
        saturates = saturates || word == "sat";
    }
    if (saturates && !result.isFloat() && !type.isFloat())
        return {saturatingTo(result, type), {type}};
    return {toType(result, type, rounding), {type}};
}

}
