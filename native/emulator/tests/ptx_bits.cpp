// Logic, shifts, counts and bit fields against plain C++ that goes bit by bit, as the PTX ISA describes them.
#include "PtxOperation.h"

#include <algorithm>

using namespace vdsh::testing;

namespace {

using Count = std::uint32_t;

template <class U> std::string width() { return std::to_string(8 * sizeof(U)); }

template <class U> void logicAndShifts() {
    using S = std::make_signed_t<U>;
    constexpr Count Width = 8 * sizeof(U);
    const std::string w = width<U>();
    operation<U, U, U, U>("and.b" + w + " $d, $a, $b", [](U a, U b, U) { return static_cast<U>(a & b); });
    operation<U, U, U, U>("or.b" + w + " $d, $a, $b", [](U a, U b, U) { return static_cast<U>(a | b); });
    operation<U, U, U, U>("xor.b" + w + " $d, $a, $b", [](U a, U b, U) { return static_cast<U>(a ^ b); });
    operation<U, U, U, U>("not.b" + w + " $d, $a", [](U a, U, U) { return static_cast<U>(~a); });
    operation<U, U, Count, U>("shl.b" + w + " $d, $a, $b", [](U a, Count b, U) { return b >= Width ? U(0) : static_cast<U>(a << b); });
    operation<U, U, Count, U>("shr.b" + w + " $d, $a, $b", [](U a, Count b, U) { return b >= Width ? U(0) : static_cast<U>(a >> b); });
    operation<U, U, Count, U>("shr.u" + w + " $d, $a, $b", [](U a, Count b, U) { return b >= Width ? U(0) : static_cast<U>(a >> b); });
    operation<S, S, Count, U>("shr.s" + w + " $d, $a, $b", [](S a, Count b, U) { return static_cast<S>(a >> std::min(b, Width - 1)); });
}

template <class U> int highest(U bits) {
    for (int i = 8 * sizeof(U) - 1; i >= 0; --i)
        if (bits >> i & 1)
            return i;
    return -1;
}

template <class U> void counts() {
    using S = std::make_signed_t<U>;
    constexpr int Width = 8 * sizeof(U);
    const std::string w = width<U>();
    operation<Count, U, U, U>("popc.b" + w + " $d, $a", [](U a, U, U) {
        Count sum = 0;
        for (int i = 0; i < Width; ++i)
            sum += a >> i & 1;
        return sum;
    });
    operation<Count, U, U, U>("clz.b" + w + " $d, $a", [](U a, U, U) { return Width - 1 - highest(a); });
    operation<U, U, U, U>("brev.b" + w + " $d, $a", [](U a, U, U) {
        U reversed = 0;
        for (int i = 0; i < Width; ++i)
            reversed |= (a >> i & 1) << (Width - 1 - i);
        return reversed;
    });
    const auto different = [](S a) { return highest(static_cast<U>(a < 0 ? ~a : a)); };
    operation<Count, U, U, U>("bfind.u" + w + " $d, $a", [](U a, U, U) { return highest(a); });
    operation<Count, S, U, U>("bfind.s" + w + " $d, $a", [=](S a, U, U) { return different(a); });
    operation<Count, U, U, U>("bfind.shiftamt.u" + w + " $d, $a", [](U a, U, U) { return a == 0 ? -1 : Width - 1 - highest(a); });
    operation<Count, S, U, U>("bfind.shiftamt.s" + w + " $d, $a", [=](S a, U, U) { return different(a) < 0 ? -1 : Width - 1 - different(a); });
}

template <class T> T extracted(T a, Count start, Count length) {
    using U = std::make_unsigned_t<T>;
    constexpr int Top = 8 * sizeof(T) - 1;
    const int first = start & 0xFF, count = length & 0xFF;
    const bool fill = std::is_signed_v<T> && count > 0 && (U(a) >> std::min(first + count - 1, Top) & 1);
    U result = 0;
    for (int i = 0; i <= Top; ++i)
        result |= U(i < count && first + i <= Top ? U(a) >> (first + i) & 1 : fill) << i;
    return static_cast<T>(result);
}

template <class U> void fields() {
    using S = std::make_signed_t<U>;
    const std::string w = width<U>();
    operation<U, U, Count, Count>("bfe.u" + w + " $d, $a, $b, $c", [](U a, Count b, Count c) { return extracted(a, b, c); });
    operation<S, S, Count, Count>("bfe.s" + w + " $d, $a, $b, $c", [](S a, Count b, Count c) { return extracted(a, b, c); });
    operation<U, U, U, Count>("shr.u32 %r5, $c, 8;bfi.b" + w + " $d, $a, $b, $c, %r5", [](U a, U b, Count c) {
        const int first = c & 0xFF, count = c >> 8 & 0xFF;
        for (int i = 0; i < count && first + i < int(8 * sizeof(U)); ++i)
            b = (b & ~(U(1) << (first + i))) | (a >> i & 1) << (first + i);
        return b;
    });
}

void words() {
    using U = std::uint32_t;
    operation<U, U, U, U>("prmt.b32 $d, $a, $b, $c", [](U a, U b, U c) {
        U result = 0;
        for (int i = 0; i < 4; ++i) {
            const U selector = c >> (4 * i) & 0xF, byte = ((selector & 4) ? b : a) >> (8 * (selector & 3)) & 0xFF;
            result |= (selector & 8 ? (byte & 0x80 ? 0xFF : 0) : byte) << (8 * i);
        }
        return result;
    });
    for (const int table : {0x80, 0xFE, 0x96, 0xE8, 0xCA, 0x1D, 0, 0xFF})
        operation<U, U, U, U>("lop3.b32 $d, $a, $b, $c, " + std::to_string(table), [=](U a, U b, U c) {
            U result = 0;
            for (int i = 0; i < 32; ++i)
                result |= U(table >> ((a >> i & 1) * 4 + (b >> i & 1) * 2 + (c >> i & 1)) & 1) << i;
            return result;
        });
    const auto both = [](U a, U b) { return std::uint64_t(b) << 32 | a; };
    operation<U, U, U, U>("shf.l.wrap.b32 $d, $a, $b, $c", [=](U a, U b, U c) { return both(a, b) << (c & 31) >> 32; });
    operation<U, U, U, U>("shf.r.wrap.b32 $d, $a, $b, $c", [=](U a, U b, U c) { return both(a, b) >> (c & 31); });
    operation<U, U, U, U>("shf.l.clamp.b32 $d, $a, $b, $c", [=](U a, U b, U c) { return c >= 32 ? a : U(both(a, b) << c >> 32); });
    operation<U, U, U, U>("shf.r.clamp.b32 $d, $a, $b, $c", [=](U a, U b, U c) { return c >= 32 ? b : U(both(a, b) >> c); });
}

}

int main() {
    logicAndShifts<std::uint16_t>();
    logicAndShifts<std::uint32_t>();
    logicAndShifts<std::uint64_t>();
    counts<std::uint32_t>();
    counts<std::uint64_t>();
    fields<std::uint32_t>();
    fields<std::uint64_t>();
    words();
    return finish();
}
