// Integer arithmetic, comparisons and carries of every width against plain C++.
#include "PtxOperation.h"

#include <algorithm>

using namespace vdsh::testing;

namespace {

using Wide = __int128;
using UnsignedWide = unsigned __int128;

template <class T> std::string typeName() { return (std::is_signed_v<T> ? "s" : "u") + std::to_string(8 * sizeof(T)); }

template <class T> void arithmetic() {
    const std::string type = typeName<T>();
    using U = std::make_unsigned_t<T>;
    using Exact = std::conditional_t<std::is_signed_v<T>, Wide, UnsignedWide>;
    operation<T, T, T, T>("add." + type + " $d, $a, $b", [](T a, T b, T) { return static_cast<T>(U(Exact(a) + Exact(b))); });
    operation<T, T, T, T>("sub." + type + " $d, $a, $b", [](T a, T b, T) { return static_cast<T>(U(Exact(a) - Exact(b))); });
    operation<T, T, T, T>("mul.lo." + type + " $d, $a, $b", [](T a, T b, T) { return static_cast<T>(U(UnsignedWide(Exact(a)) * UnsignedWide(Exact(b)))); });
    operation<T, T, T, T>("mul.hi." + type + " $d, $a, $b", [](T a, T b, T) { return static_cast<T>(Exact(a) * Exact(b) >> (8 * sizeof(T))); });
    operation<T, T, T, T>("mad.lo." + type + " $d, $a, $b, $c", [](T a, T b, T c) { return static_cast<T>(U(UnsignedWide(Exact(a)) * UnsignedWide(Exact(b)) + UnsignedWide(Exact(c)))); });
    operation<T, T, T, T>("mad.hi." + type + " $d, $a, $b, $c", [](T a, T b, T c) { return static_cast<T>(U(U(Exact(a) * Exact(b) >> (8 * sizeof(T))) + U(c))); });
    operation<T, T, T, T>("min." + type + " $d, $a, $b", [](T a, T b, T) { return std::min(a, b); });
    operation<T, T, T, T>("max." + type + " $d, $a, $b", [](T a, T b, T) { return std::max(a, b); });
    operation<T, T, T, T>("or.b" + type.substr(1) + " $b, $b, 1;div." + type + " $d, $a, $b", [](T a, T b, T) { return static_cast<T>(U(Exact(a) / Exact(static_cast<T>(b | 1)))); });
    operation<T, T, T, T>("or.b" + type.substr(1) + " $b, $b, 1;rem." + type + " $d, $a, $b", [](T a, T b, T) { return static_cast<T>(Exact(a) % Exact(static_cast<T>(b | 1))); });
    operation<T, T, T, T>("add." + type + " $d, $a, -3", [](T a, T, T) { return static_cast<T>(U(a) - 3); });
    if constexpr (std::is_signed_v<T>) {
        operation<T, T, T, T>("neg." + type + " $d, $a", [](T a, T, T) { return static_cast<T>(U(0) - U(a)); });
        operation<T, T, T, T>("abs." + type + " $d, $a", [](T a, T, T) { return static_cast<T>(a < 0 ? U(0) - U(a) : U(a)); });
    }
    if constexpr (sizeof(T) < 8) {
        using Result = std::conditional_t<std::is_signed_v<T>, std::conditional_t<sizeof(T) == 2, std::int32_t, std::int64_t>, std::conditional_t<sizeof(T) == 2, std::uint32_t, std::uint64_t>>;
        operation<Result, T, T, T>("mul.wide." + type + " $d, $a, $b", [](T a, T b, T) { return static_cast<Result>(Exact(a) * Exact(b)); });
        operation<Result, T, T, Result>("mad.wide." + type + " $d, $a, $b, $c", [](T a, T b, Result c) { return static_cast<Result>(std::make_unsigned_t<Result>(Exact(a) * Exact(b)) + std::make_unsigned_t<Result>(c)); });
    }
}

template <class T> void comparisons() {
    const std::string type = typeName<T>(), bits = "b" + type.substr(1);
    const auto holds = [&](const std::string& name, auto compare) {
        operation<std::uint32_t, T, T, T>("setp." + name + "." + type + " %p1, $a, $b;selp.u32 $d, 7, 9, %p1", [=](T a, T b, T) { return compare(a, b) ? 7 : 9; });
        // Random operands are seldom equal.
        operation<std::uint32_t, T, T, T>("mov." + bits + " $b, $a;setp." + name + "." + type + " %p1, $a, $b;selp.u32 $d, 7, 9, %p1", [=](T a, T, T) { return compare(a, a) ? 7 : 9; });
    };
    holds("eq", [](T a, T b) { return a == b; });
    holds("ne", [](T a, T b) { return a != b; });
    holds("lt", [](T a, T b) { return a < b; });
    holds("le", [](T a, T b) { return a <= b; });
    holds("gt", [](T a, T b) { return a > b; });
    holds("ge", [](T a, T b) { return a >= b; });
    if constexpr (std::is_unsigned_v<T>) {
        holds("lo", [](T a, T b) { return a < b; });
        holds("ls", [](T a, T b) { return a <= b; });
        holds("hi", [](T a, T b) { return a > b; });
        holds("hs", [](T a, T b) { return a >= b; });
    }
    operation<T, T, T, T>("setp.lt." + type + " %p1, $a, $c;selp." + bits + " $d, $a, $b, %p1", [](T a, T b, T c) { return a < c ? a : b; });
    operation<std::uint32_t, T, T, T>("set.lt.u32." + type + " $d, $a, $b", [](T a, T b, T) { return a < b ? ~0u : 0u; });
}

void combinations() {
    using U = std::uint32_t;
    const auto value = [](bool first, bool second) { return U(first) + 2 * U(second); };
    const std::string collect = ";selp.u32 %r6, 1, 0, %p1;selp.u32 %r7, 2, 0, %p2;or.b32 $d, %r6, %r7";
    operation<U, U, U, U>("setp.lt.u32 %p1|%p2, $a, $b" + collect, [=](U a, U b, U) { return value(a < b, a >= b); });
    operation<U, U, U, U>("setp.gt.u32 %p3, $c, 100;setp.lt.and.u32 %p1|%p2, $a, $b, %p3" + collect, [=](U a, U b, U c) { return value(a < b && c > 100, a >= b && c > 100); });
    operation<U, U, U, U>("setp.gt.u32 %p3, $c, 100;setp.lt.or.u32 %p1|%p2, $a, $b, !%p3" + collect, [=](U a, U b, U c) { return value(a < b || c <= 100, a >= b || c <= 100); });
    operation<U, U, U, U>("setp.gt.u32 %p3, $c, 100;setp.lt.xor.u32 %p1|%p2, $a, $b, %p3" + collect, [=](U a, U b, U c) { return value((a < b) != (c > 100), (a >= b) != (c > 100)); });
    operation<float, U, U, U>("set.ge.f32.u32 $d, $a, $b", [](U a, U b, U) { return a >= b ? 1.0f : 0.0f; });
    operation<U, U, U, U>("setp.lt.u32 %p1, $a, $b;setp.lt.u32 %p2, $b, $c;and.pred %p3, %p1, %p2;or.pred %p4, %p1, %p2;xor.pred %p5, %p3, %p4;not.pred %p6, %p5;selp.u32 $d, 1, 0, %p6",
        [](U a, U b, U c) { return (a < b) == (b < c) ? 1 : 0; });
}

void carries() {
    using U = std::uint32_t;
    using L = std::uint64_t;
    operation<L, L, L, L>("mov.b64 {%r5, %r6}, $a;mov.b64 {%r7, %r8}, $b;add.cc.u32 %r5, %r5, %r7;addc.u32 %r6, %r6, %r8;mov.b64 $d, {%r5, %r6}", [](L a, L b, L) { return a + b; });
    operation<L, L, L, L>("mov.b64 {%r5, %r6}, $a;mov.b64 {%r7, %r8}, $b;sub.cc.u32 %r5, %r5, %r7;subc.u32 %r6, %r6, %r8;mov.b64 $d, {%r5, %r6}", [](L a, L b, L) { return a - b; });
    operation<L, L, L, L>("add.cc.u64 %l5, $a, $b;addc.u64 $d, $c, 0", [](L a, L b, L c) { return c + (a + b < a ? 1 : 0); });
    operation<L, L, L, L>("sub.cc.s64 %l5, $a, $b;subc.s64 $d, $c, 0", [](L a, L b, L c) { return c - (a < b ? 1 : 0); });
    operation<L, L, L, L>("mad.lo.cc.u64 %l5, $a, $b, $c;madc.hi.u64 $d, $a, $b, 0", [](L a, L b, L c) { return L((UnsignedWide(a) * b + c) >> 64); });
    operation<U, U, U, U>("mad.lo.cc.u32 %r5, $a, $b, $c;madc.hi.cc.u32 %r6, $a, $b, $c;addc.u32 $d, 0, 0", [](U a, U b, U c) { return U((UnsignedWide(a) * b + c + (UnsignedWide(c) << 32)) >> 64); });
    using S = std::int32_t;
    operation<S, S, S, S>("add.sat.s32 $d, $a, $b", [](S a, S b, S) { return std::clamp<std::int64_t>(std::int64_t(a) + b, INT32_MIN, INT32_MAX); });
    operation<S, S, S, S>("sub.sat.s32 $d, $a, $b", [](S a, S b, S) { return std::clamp<std::int64_t>(std::int64_t(a) - b, INT32_MIN, INT32_MAX); });
}

}

int main() {
    arithmetic<std::uint16_t>();
    arithmetic<std::int16_t>();
    arithmetic<std::uint32_t>();
    arithmetic<std::int32_t>();
    arithmetic<std::uint64_t>();
    arithmetic<std::int64_t>();
    comparisons<std::uint16_t>();
    comparisons<std::int16_t>();
    comparisons<std::uint32_t>();
    comparisons<std::int32_t>();
    comparisons<std::uint64_t>();
    comparisons<std::int64_t>();
    combinations();
    carries();
    return finish();
}
