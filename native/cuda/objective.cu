// What the objectives need at the code layer beyond matrix products: the hinge and its derivative, and the normalised force.
//
// Shapes    h, t, g, d: n x b, row-major float32; partial: 128 doubles; scale: one float, the running root mean square c.
// Geometry  squared_hinge: 128 blocks of 256 threads, as the reductions (2 KiB of shared memory); force: block (32, 8), grid
//           (ceil(b/32), min(ceil(n/8), 65535)); force_scale: one thread.
// Roofline  squared_hinge 12 B, 4 single and 3 double operations per element; force 12 B, 8 operations per element. Memory-bound by two
//           orders of magnitude; at a mini-batch of 256 x 48 the launch itself (some microseconds) is all the time.
// Versions  1. Considered and left out: loss and derivative in two kernels, which would read h and t twice.
// Values    NaN is passed on, as on the CPU backend; products and sums are not contracted, so that force has the CPU's bits.
#include "geometry.cuh"

// g = -t max(0, 1 - t h); partial = per block, the sum of 1/2 g^2, which is 1/2 max(0, 1 - t h)^2 as t is -1 or +1.
extern "C" __global__ void __launch_bounds__(ReductionThreads)
vdsh_squared_hinge(
    const float* __restrict__ h, int ldh, const float* __restrict__ t, int ldt, float* __restrict__ g, int ldg, int rows, int columns,
    double* __restrict__ partial)
{
    double sum = SumElements(rows, columns, [=](long long row, unsigned column) {
        float target = t[Offset(row, ldt, column)];
        float margin = Add(1.0f, -Multiply(target, h[Offset(row, ldh, column)]));
        float slope = Multiply(-target, margin <= 0 ? 0 : margin);
        g[Offset(row, ldg, column)] = slope;
        return 0.5 * slope * slope;
    });
    StoreBlockSum<ReductionThreads>(sum, partial + blockIdx.x);
}

// c = keep c + (1 - keep) RMS, or RMS where c was 0, at least 1e-12; keep = 1 leaves a c that is set for good.
extern "C" __global__ void __launch_bounds__(1)
vdsh_force_scale(const double* __restrict__ sumOfSquares, long long count, float keep, float* __restrict__ scale)
{
    float old = *scale;
    if (old != 0 && keep == 1)
        return;
    float rms = (float)SquareRoot(*sumOfSquares / (double)(count < 1 ? 1 : count));
    float blended = old == 0 ? rms : Add(Multiply(keep, old), Multiply(Add(1.0f, -keep), rms));
    *scale = blended < 1e-12f ? 1e-12f : blended;
}

// d = clip(-strength g / c + pull (sgn(h) - h), -clip, clip) with sgn(0) = +1 and sgn(NaN) = -1.
extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_force(
    const float* __restrict__ g, int ldg, const float* __restrict__ h, int ldh, const float* __restrict__ scale, float strength, float pull,
    float clip, float* __restrict__ d, int ldd, int rows, int columns)
{
    float factor = -strength / *scale;
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        float output = h[Offset(row, ldh, column)];
        float sign = output >= 0 ? 1.0f : -1.0f;
        float value = Add(Multiply(factor, g[Offset(row, ldg, column)]), Multiply(pull, Add(sign, -output)));
        d[Offset(row, ldd, column)] = value > clip ? clip : value < -clip ? -clip : value;
    });
}
