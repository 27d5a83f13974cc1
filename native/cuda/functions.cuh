// Exponentials and logarithms without a device's approximate instructions, so that every device, and where it can the CPU backend, gives the same bits.
#pragma once
#include "device.cuh"

// e^x for x <= 0, to about two units in the last place, x taken to -86 where it is less; NaN is passed on. The same operations as on the CPU
// backend: x = n ln 2 + r with |r| <= ln 2 / 2, the polynomial of Cephes' expf for e^r, and 2^n by its bits.
DEVICE float ExponentialOfNegative(float x)
{
    // Adding 1.5 2^23 rounds to the nearest integer and leaves it in the low bits.
    const float shift = 12582912.0f;
    x = x < -86.0f ? -86.0f : x;
    float shifted = Fused(x, 1.44269504f, shift);
    float n = Add(shifted, -shift);
    float r = Fused(n, 2.12194440e-4f, Fused(n, -0.693359375f, x));
    float p = Fused(r, 1.9875691500e-4f, 1.3981999507e-3f);
    p = Fused(p, r, 8.3334519073e-3f);
    p = Fused(p, r, 4.1665795894e-2f);
    p = Fused(p, r, 1.6666665459e-1f);
    p = Fused(p, r, 5.0000001201e-1f);
    p = Fused(p, Multiply(r, r), Add(r, 1.0f));
    return Multiply(p, FloatOf((Bits(shifted) << 23) + Bits(1.0f)));
}

// log(1 + t) for t in 0..1: with s = t / (2 + t) it is 2 atanh(s), the series of which is exact to the last place after eight terms.
DEVICE float LogarithmOfOnePlus(float t)
{
    float s = t / Add(t, 2.0f), square = Multiply(s, s);
    float p = Fused(2.0f / 15, square, 2.0f / 13);
    p = Fused(p, square, 2.0f / 11);
    p = Fused(p, square, 2.0f / 9);
    p = Fused(p, square, 2.0f / 7);
    p = Fused(p, square, 2.0f / 5);
    p = Fused(p, square, 2.0f / 3);
    return Fused(p, Multiply(square, s), Add(s, s));
}

// 1 / (1 + e^-x) from t = e^-|x|.
DEVICE float Sigmoid(float x, float t)
{
    float inverse = 1.0f / Add(t, 1.0f);
    return x < 0 ? Multiply(t, inverse) : inverse;
}

// 2^exponent for exponents of normal numbers.
DEVICE double PowerOfTwo(int exponent) { return DoubleOf((unsigned long long)(1023 + exponent) << 52); }

// log2(x) for normal numbers x > 0; NaN is passed on. x = 2^n m with m in sqrt(1/2)..sqrt(2), and log m = 2 atanh(s) with s = (m - 1) / (m + 1),
// |s| < 0.172: after ten terms of its series less than 1e-16 is left.
DEVICE double Log2(double x)
{
    const unsigned long long fraction = (1ULL << 52) - 1, halfwayToTwo = 0x6a09e667f3bcdULL;
    unsigned long long bits = Bits(x);
    int n = (int)(bits >> 52) - 1023 + ((bits & fraction) > halfwayToTwo ? 1 : 0);
    double m = DoubleOf(bits - ((unsigned long long)n << 52));
    double s = (m - 1) / (m + 1), square = s * s;
    double p = Fused(1.0 / 19, square, 1.0 / 17);
    p = Fused(p, square, 1.0 / 15);
    p = Fused(p, square, 1.0 / 13);
    p = Fused(p, square, 1.0 / 11);
    p = Fused(p, square, 1.0 / 9);
    p = Fused(p, square, 1.0 / 7);
    p = Fused(p, square, 1.0 / 5);
    p = Fused(p, square, 1.0 / 3);
    p = Fused(p, square, 1.0);
    const double twiceLog2OfE = 2.8853900817779268;
    // The bits of an infinity or a NaN are no number times a power of two.
    return x < 1.7976931348623157e308 ? Fused(twiceLog2OfE * s, p, (double)n) : x;
}

DEVICE double Logarithm(double x) { return 0.69314718055994531 * Log2(x); }
