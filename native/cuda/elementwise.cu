// Everything that treats each element of a matrix on its own, so that cuBLAS products can be finished without leaving the device.
//
// Shapes    y, x, z, h, b, g: rows x columns, row-major float32, consecutive rows ld elements apart (views have ld > columns).
// Geometry  block (32, 8), grid (ceil(columns/32), min(ceil(rows/8), 65535)), stride over rows in y. No shared memory.
// Roofline  bytes and operations per element (reads + writes):
//             fill 4 B, 0 op          copy 8 B, 0 op          blend 12 B, 3 op (multiply, fused multiply-add)
//             relu 8 B, 1 op          mask 12 B, 1 op         code_function 8 B, 1 op (sign) or about 35 op (tanh)
//             chain_tanh 12 B, 3 op
//           All are bound by memory: the busiest, tanh, does 4.4 op/B, below the 12.5 op/B of an A100 and the 20 op/B of an H100.
// Versions  1: the compiler unrolled the stride over rows, at the price of a 64-bit division per thread and 24 to 34 registers. 2: not unrolled
//           (16 to 26 registers), since that loop runs once up to 524,280 rows. Considered and left out: vectors of four floats, because
//           views begin at any column and a warp's 128 contiguous bytes already fill its memory transactions.
// Values    NaN as on the CPU backend: relu passes it on, mask takes z = NaN for "not positive", sign gives -1. Signed zero: relu(-0) = +0.
#include "geometry.cuh"

extern "C" __global__ void __launch_bounds__(ElementThreads) vdsh_fill(float* y, int ldy, int rows, int columns, float value)
{
    ForEachElement(rows, columns, [=](long long row, unsigned column) { y[Offset(row, ldy, column)] = value; });
}

extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_copy(const float* __restrict__ x, int ldx, float* __restrict__ y, int ldy, int rows, int columns)
{
    ForEachElement(rows, columns, [=](long long row, unsigned column) { y[Offset(row, ldy, column)] = x[Offset(row, ldx, column)]; });
}

// y = keep y + alpha x. With keep = 1 the product is exact, so y is rounded once.
extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_blend(float keep, float* __restrict__ y, int ldy, float alpha, const float* __restrict__ x, int ldx, int rows, int columns)
{
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        float* target = y + Offset(row, ldy, column);
        *target = Fused(alpha, x[Offset(row, ldx, column)], Multiply(keep, *target));
    });
}

extern "C" __global__ void __launch_bounds__(ElementThreads) vdsh_relu(float* y, int ldy, int rows, int columns)
{
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        float* target = y + Offset(row, ldy, column);
        float value = *target;
        *target = value <= 0 ? 0 : value;
    });
}

extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_mask(const float* __restrict__ z, int ldz, float* __restrict__ y, int ldy, int rows, int columns)
{
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        float* target = y + Offset(row, ldy, column);
        *target = z[Offset(row, ldz, column)] > 0 ? *target : 0;
    });
}

// e^x for x in 1..24, to about one unit in the last place: x = k ln 2 + r with |r| <= ln 2 / 2, and e^r = 1 + r + r^2 q(r) with q
// interpolated at Chebyshev nodes (relative error 2^-30). ln 2 is split so that k times its upper part is exact.
DEVICE float ExponentialOfModerate(float x)
{
    int k = (int)Fused(x, 1.44269502f, 0.5f);
    float r = Fused((float)-k, -2.12194442e-4f, Fused((float)-k, 0.693359375f, x));
    float q = Fused(r, 1.98909809e-4f, 1.39336416e-3f);
    q = Fused(q, r, 8.33331048e-3f);
    q = Fused(q, r, 4.16664667e-2f);
    q = Fused(q, r, 0.166666672f);
    q = Fused(q, r, 0.5f);
    return Fused(Multiply(r, r), q, Add(r, 1.0f)) * (float)(1u << k);
}

// tanh without a device's approximate instructions, so that every device gives the same bits. Near zero x + x^3 p(x^2) with p interpolated
// at Chebyshev nodes (relative error 2^-28), elsewhere 1 - 2 / (e^(2|x|) + 1); from 10 on, 1 is the nearest float. The worst of 41 million
// values, every seventh float between 2^-31 and 10, was off by 1.34 units in the last place (this code compiled for a CPU).
DEVICE float HyperbolicTangent(float x)
{
    float magnitude = Magnitude(x);
    if (magnitude >= 0.625f)
    {
        float positive = 1;
        if (magnitude < 10)
            positive = Add(1.0f, -2.0f / Add(ExponentialOfModerate(Add(magnitude, magnitude)), 1.0f));
        return x < 0 ? -positive : positive;
    }

    float square = Multiply(x, x);
    float p = Fused(square, 2.29274482e-3f, -8.34394526e-3f);
    p = Fused(p, square, 2.17689183e-2f);
    p = Fused(p, square, -5.39592579e-2f);
    p = Fused(p, square, 0.133333042f);
    p = Fused(p, square, -0.333333343f);
    // The sum would turn -0 into +0; where the square vanishes, x is its own tanh.
    return square == 0 ? x : Fused(Multiply(square, x), p, x);
}

// function 0: sgn(h) with sgn(0) = +1; 1: tanh(h).
extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_code_function(const float* __restrict__ h, int ldh, float* __restrict__ b, int ldb, int rows, int columns, int function)
{
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        float output = h[Offset(row, ldh, column)];
        b[Offset(row, ldb, column)] = function == 0 ? (output >= 0 ? 1.0f : -1.0f) : HyperbolicTangent(output);
    });
}

// g = g (1 - b^2): the derivative of tanh, given its values b.
extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_chain_tanh(const float* __restrict__ b, int ldb, float* __restrict__ g, int ldg, int rows, int columns)
{
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        float bit = b[Offset(row, ldb, column)];
        float* target = g + Offset(row, ldg, column);
        *target = Multiply(*target, Add(1.0f, -Multiply(bit, bit)));
    });
}
