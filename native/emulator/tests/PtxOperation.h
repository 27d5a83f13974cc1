// One instruction on thousands of operands, edge cases among them, against plain C++: what all arithmetic tests share.
#pragma once

#include "PtxTesting.h"

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <type_traits>

namespace vdsh::testing {

/// The registers of kernelText that hold a C++ type, and the type of a load or store of its bits.
template <class T> struct RegisterOf;
template <> struct RegisterOf<std::uint8_t> { static constexpr const char *prefix = "%h", *bits = "u8"; };
template <> struct RegisterOf<std::int8_t> { static constexpr const char *prefix = "%h", *bits = "s8"; };
template <> struct RegisterOf<std::uint16_t> { static constexpr const char *prefix = "%h", *bits = "b16"; };
template <> struct RegisterOf<std::int16_t> { static constexpr const char *prefix = "%h", *bits = "b16"; };
template <> struct RegisterOf<std::uint32_t> { static constexpr const char *prefix = "%r", *bits = "b32"; };
template <> struct RegisterOf<std::int32_t> { static constexpr const char *prefix = "%r", *bits = "b32"; };
template <> struct RegisterOf<std::uint64_t> { static constexpr const char *prefix = "%l", *bits = "b64"; };
template <> struct RegisterOf<std::int64_t> { static constexpr const char *prefix = "%l", *bits = "b64"; };
template <> struct RegisterOf<float> { static constexpr const char *prefix = "%f", *bits = "f32"; };
template <> struct RegisterOf<double> { static constexpr const char *prefix = "%e", *bits = "f64"; };

/// Half edge cases, half random bits; a third of the random floats lie near 1, where results are neither 0 nor infinite.
template <class T> std::vector<T> operands(unsigned seed, std::size_t count) {
    std::vector<T> edges;
    if constexpr (std::is_floating_point_v<T>) {
        using L = std::numeric_limits<T>;
        for (const T value : {T(0), T(1), T(1.5), T(2), T(0.5), T(2147483647.0), T(4294967296.0), T(9.3e18), T(1e30), L::min(), L::denorm_min(), L::min() - L::denorm_min(), L::max(),
                 L::infinity(), L::quiet_NaN(), T(1) + L::epsilon(), T(0.75), T(127.5), T(255.5), T(65535.4)}) {
            edges.push_back(value);
            edges.push_back(-value);
        }
    } else {
        using L = std::numeric_limits<T>;
        for (const int value : {0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 30, 31, 32, 33, 63, 64, 65, 100, 127, -1, -2, -128})
            edges.push_back(static_cast<T>(value));
        edges.insert(edges.end(), {L::min(), L::max(), static_cast<T>(L::max() - 1), static_cast<T>(L::min() + 1), static_cast<T>(L::max() / 2)});
    }
    std::mt19937_64 random(seed);
    std::vector<T> values(count);
    for (T& value : values) {
        const std::uint64_t bits = random();
        if (bits % 2 == 0)
            value = edges[bits / 2 % edges.size()];
        else if (std::is_floating_point_v<T> && bits % 3 == 0)
            value = static_cast<T>(static_cast<double>(static_cast<std::int64_t>(random())) / 4e18);
        else
            std::memcpy(&value, &bits, sizeof value);
    }
    return values;
}

template <class T> bool isSame(T expected, T actual) {
    if constexpr (std::is_floating_point_v<T>)
        if (std::isnan(expected) || std::isnan(actual))
            return std::isnan(expected) && std::isnan(actual);
    return std::memcmp(&expected, &actual, sizeof expected) == 0;
}

/// How an operand or a result lies in memory and in the kernel's registers.
struct Place {
    std::string prefix;
    std::string bits;
    std::size_t size;
    bool isFloat;

    template <class T> static Place of() { return {RegisterOf<T>::prefix, RegisterOf<T>::bits, sizeof(T), std::is_floating_point_v<T>}; }

    std::string name(int number) const { return prefix + std::to_string(number); }
};

constexpr unsigned OperationBlock = 200, OperationGrid = 12, OperationCount = OperationBlock * OperationGrid;

inline std::string loadOf(const Place& place, const char* address, int number) {
    const std::string offset = "%l3" + std::to_string(number);
    return "    mul.wide.u32 " + offset + ", %i, " + std::to_string(place.size) + ";\n    add.s64 " + offset + ", " + offset + ", " + address + ";\n    ld.global." + place.bits + " "
        + place.name(number) + ", [" + offset + "];\n";
}

/// The kernel that executes `instruction`, in which $d, $a, $b, $c stand for registers, with operands from three arrays; guarded: by lanes of odd threads only.
inline std::string operationKernel(const std::string& instruction, const Place& d, const Place& a, const Place& b, const Place& c, bool guarded) {
    const std::string zero = !d.isFloat ? "0" : d.size == 4 ? "0f00000000" : "0d0000000000000000";
    const std::string type = d.isFloat ? d.bits : "b" + std::to_string(std::max<std::size_t>(16, 8 * d.size));
    std::string text = instruction;
    const std::pair<const char*, std::string> names[] = {{"$d", d.name(4)}, {"$a", a.name(1)}, {"$b", b.name(2)}, {"$c", c.name(3)}};
    for (const auto& [name, replacement] : names)
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name))
            text.replace(at, 2, replacement);
    std::string code = loadOf(a, "%a", 1) + loadOf(b, "%b", 2) + loadOf(c, "%c", 3) + "    and.b32 %r9, %i, 1;\n    setp.ne.u32 %p9, %r9, 0;\n    mov." + type + " " + d.name(4) + ", " + zero + ";\n";
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find(';', start), text.size());
        code += std::string("    ") + (guarded ? "@%p9 " : "") + text.substr(start, end - start) + ";\n";
        start = end + 1;
    }
    return kernelText(code + "    mul.wide.u32 %l38, %i, " + std::to_string(d.size) + ";\n    add.s64 %l38, %d, %l38;\n    st.global." + (d.size == 1 ? "b8" : d.bits) + " [%l38], " + d.name(4) + ";\n");
}

/// Executes the instruction for every operand triple: once by all lanes, once by every other.
/// `same` compares the expected with the actual result.
template <class D, class A, class B, class C>
void compareOperation(const std::string& instruction, const std::function<D(A, B, C)>& reference, const std::function<bool(D, D)>& same) {
    const std::vector<A> a = operands<A>(1, OperationCount);
    const std::vector<B> b = operands<B>(2, OperationCount);
    const std::vector<C> c = operands<C>(3, OperationCount);
    for (const bool guarded : {false, true}) {
        Bench bench(operationKernel(instruction, Place::of<D>(), Place::of<A>(), Place::of<B>(), Place::of<C>(), guarded));
        bench.array(a);
        bench.array(b);
        bench.array(c);
        const std::uint64_t out = bench.fresh(OperationCount * sizeof(D));
        const Fault fault = bench.launch(OperationGrid, OperationBlock);
        check(fault.code == 0, instruction + ": " + fault.message);
        if (fault.code != 0)
            return;
        const std::vector<D> values = bench.read<D>(out, OperationCount);
        for (unsigned i = 0; i < OperationCount; ++i) {
            const D expected = guarded && i % 2 == 0 ? D(0) : reference(a[i], b[i], c[i]);
            if (same(expected, values[i]))
                continue;
            check(false, instruction + " of " + std::to_string(a[i]) + ", " + std::to_string(b[i]) + ", " + std::to_string(c[i]) + " is " + std::to_string(values[i]) + ", expected " + std::to_string(expected));
            return;
        }
    }
}

template <class D, class A, class B, class C, class Reference> void operation(const std::string& instruction, Reference reference) {
    compareOperation<D, A, B, C>(instruction, [=](A a, B b, C c) { return static_cast<D>(reference(a, b, c)); }, &isSame<D>);
}

}
