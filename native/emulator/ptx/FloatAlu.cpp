// Floating-point arithmetic: correctly rounded where PTX says .rn, the host's functions where PTX allows an approximation.
#include "Alu.h"

#include <cmath>

namespace vdsh {

namespace {

struct Add { template <class T> static T of(T a, T b) { return a + b; } };
struct Subtract { template <class T> static T of(T a, T b) { return a - b; } };
struct Multiply { template <class T> static T of(T a, T b) { return a * b; } };
struct Divide { template <class T> static T of(T a, T b) { return a / b; } };
struct FusedMultiplyAdd { template <class T> static T of(T a, T b, T c) { return std::fma(a, b, c); } };
struct Negate { template <class T> static T of(T a) { return -a; } };
struct Absolute { template <class T> static T of(T a) { return std::fabs(a); } };
struct SquareRoot { template <class T> static T of(T a) { return std::sqrt(a); } };
struct Reciprocal { template <class T> static T of(T a) { return T(1) / a; } };
struct ReciprocalRoot { template <class T> static T of(T a) { return T(1) / std::sqrt(a); } };
struct Exponential { template <class T> static T of(T a) { return std::exp2(a); } };
struct Logarithm { template <class T> static T of(T a) { return std::log2(a); } };
struct Sine { template <class T> static T of(T a) { return std::sin(a); } };
struct Cosine { template <class T> static T of(T a) { return std::cos(a); } };
struct CopySign { template <class T> static T of(T a, T b) { return std::copysign(b, a); } };

// A NaN loses against a number; of two zeros, minus zero is the smaller.
struct Minimum {
    template <class T> static T of(T a, T b) {
        if (std::isnan(a) || std::isnan(b))
            return std::isnan(a) ? b : a;
        return a < b || (a == b && std::signbit(a)) ? a : b;
    }
};
struct Maximum {
    template <class T> static T of(T a, T b) {
        if (std::isnan(a) || std::isnan(b))
            return std::isnan(a) ? b : a;
        return a > b || (a == b && !std::signbit(a)) ? a : b;
    }
};

template <class F> AluFunction unaryOf(const Type& type) { return type.size == 4 ? &unary<float, F> : &unary<double, F>; }
template <class F> AluFunction binaryOf(const Type& type) { return type.size == 4 ? &binary<float, F> : &binary<double, F>; }
template <class F> AluFunction ternaryOf(const Type& type) { return type.size == 4 ? &ternary<float, F> : &ternary<double, F>; }

}

AluChoice floatArithmetic(const std::vector<std::string>& words, const Type& type) {
    if (!type.isFloat())
        return {};
    const std::string& name = words[0];
    AluFunction function = name == "neg" ? unaryOf<Negate>(type) : name == "abs" ? unaryOf<Absolute>(type) : name == "sqrt" ? unaryOf<SquareRoot>(type)
        : name == "rcp" ? unaryOf<Reciprocal>(type) : name == "rsqrt" ? unaryOf<ReciprocalRoot>(type) : name == "ex2" ? unaryOf<Exponential>(type)
        : name == "lg2" ? unaryOf<Logarithm>(type) : name == "sin" ? unaryOf<Sine>(type) : name == "cos" ? unaryOf<Cosine>(type) : nullptr;
    if (function)
        return {function, {type}};
    function = name == "add" ? binaryOf<Add>(type) : name == "sub" ? binaryOf<Subtract>(type) : name == "mul" ? binaryOf<Multiply>(type)
        : name == "div" ? binaryOf<Divide>(type) : name == "min" ? binaryOf<Minimum>(type) : name == "max" ? binaryOf<Maximum>(type)
        : name == "copysign" ? binaryOf<CopySign>(type) : nullptr;
    if (function)
        return {function, {type, type}};
    if (name == "fma" || name == "mad")
        return {ternaryOf<FusedMultiplyAdd>(type), {type, type, type}};
    return {};
}

}
