// What the objectives need at the code layer beyond matrix products: the hinge, the softmax of class scores, class centres, and the normalised force.
//
// Shapes    h, t, g, d: n x b, row-major float32; scores, targets, difference: n x C; means: C x b, presence: C x 1, centres: C x (b + 1);
//           partial: 128 doubles; scale: one float, the running root mean square c.
// Geometry  squared_hinge, softmax_cross_entropy: 128 blocks of 256 threads, as the reductions (2 KiB of shared memory), the softmax a warp per row;
//           move_centres: blocks of 256 threads, a warp per class, grid min(ceil(C/8), 65535); force: block (32, 8), grid (ceil(b/32),
//           min(ceil(n/8), 65535)); force_scale: one thread.
// Roofline  squared_hinge 12 B, 4 single and 3 double operations per element; force 12 B, 8 operations; softmax_cross_entropy 12 B from and to memory
//           and as much from the cache, 17 single and 5 double; move_centres 12 B, 2 single and 2 double. Memory-bound by an order of magnitude and more;
//           at a mini-batch of 256 x 48 the launch itself (some microseconds) is all the time.
// Versions  1. Considered and left out: loss and derivative in two kernels, which would read h and t twice; the maximum and the sum of a row in one pass,
//           which rescales for every new maximum: a row of class scores stays in the first-level cache.
// Values    NaN is passed on, as on the CPU backend; products and sums are not contracted, so that force has the CPU's bits.
#include "functions.cuh"
#include "geometry.cuh"
#include "warps.cuh"

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

// q (sgn(h) - h) with sgn(0) = +1 and sgn(NaN) = -1, or the slope of a double well, -q/2 (h^2 - 1) h with h clipped to -2..2.
DEVICE float Pull(float output, float pull, bool doubleWell)
{
    if (!doubleWell)
        return Multiply(pull, Add(output >= 0 ? 1.0f : -1.0f, -output));
    output = output > 2 ? 2 : output < -2 ? -2 : output;
    return -Multiply(Multiply(Multiply(pull, 0.5f), Add(Multiply(output, output), -1.0f)), output);
}

// d = clip(-strength g / c + pull of h, -clip, clip).
extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_force(
    const float* __restrict__ g, int ldg, const float* __restrict__ h, int ldh, const float* __restrict__ scale, float strength, float pull,
    int doubleWell, float clip, float* __restrict__ d, int ldd, int rows, int columns)
{
    float factor = -strength / *scale;
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        float value = Add(Multiply(factor, g[Offset(row, ldg, column)]), Pull(h[Offset(row, ldh, column)], pull, doubleWell != 0));
        d[Offset(row, ldd, column)] = value > clip ? clip : value < -clip ? -clip : value;
    });
}

// The cross-entropy of one row, of which this lane has treated every 32nd class; a row whose targets sum to 0 has none.
DEVICE double CrossEntropy(const float* __restrict__ scores, const float* __restrict__ targets, float* __restrict__ difference, int classes)
{
    double targetSum = 0, sum = 0, linear = 0;
    float highest = FloatOf(0xff800000);
#pragma unroll 1
    for (unsigned i = Lane(); i < (unsigned)classes; i += WarpSize)
    {
        targetSum += targets[i];
        highest = scores[i] > highest ? scores[i] : highest;
    }

    targetSum = WarpSum(targetSum);
    highest = WarpMaximum(highest);
#pragma unroll 1
    for (unsigned i = Lane(); i < (unsigned)classes; i += WarpSize)
    {
        float power = ExponentialOfNegative(Add(scores[i], -highest));
        difference[i] = power;
        sum += power;
        linear += targets[i] * ((double)highest - scores[i]);
    }

    sum = WarpSum(sum);
    const bool labelled = targetSum != 0;
    float factor = (float)(targetSum / sum);
#pragma unroll 1
    for (unsigned i = Lane(); i < (unsigned)classes; i += WarpSize)
        difference[i] = labelled ? Add(Multiply(difference[i], factor), -targets[i]) : 0;
    if (!labelled)
        return 0;
    return linear + (Lane() == 0 ? targetSum * Logarithm(sum) : 0);
}

// difference = (sum of targets) softmax(scores) - targets, partial = per block, the sum of -t log softmax.
extern "C" __global__ void __launch_bounds__(BlockThreads)
vdsh_softmax_cross_entropy(
    const float* __restrict__ scores, int ldscores, const float* __restrict__ targets, int ldtargets, float* __restrict__ difference,
    int lddifference, int rows, int classes, double* __restrict__ partial)
{
    double loss = 0;
#pragma unroll 1
    for (long long row = blockIdx.x * BlockWarps + Warp(); row < rows; row += ReductionBlocks * BlockWarps)
        loss += CrossEntropy(scores + row * ldscores, targets + row * ldtargets, difference + row * lddifference, classes);
    StoreBlockSum<BlockThreads>(loss, partial + blockIdx.x);
}

// centre = (1 - rate) centre + rate mean where the class is present, and then its last column = -|centre|^2 / 2.
extern "C" __global__ void __launch_bounds__(BlockThreads)
vdsh_move_centres(
    const float* __restrict__ means, int ldmeans, const float* __restrict__ presence, int ldpresence, float rate, float* __restrict__ centres,
    int ldcentres, int classes, int bits)
{
    float keep = Add(1.0f, -rate);
#pragma unroll 1
    for (long long row = blockIdx.x * BlockWarps + Warp(); row < classes; row += gridDim.x * BlockWarps)
    {
        const float* mean = means + row * ldmeans;
        float* centre = centres + row * ldcentres;
        const bool present = presence[row * ldpresence] > 0;
        double squares = 0;
#pragma unroll 1
        for (unsigned i = Lane(); i < (unsigned)bits; i += WarpSize)
        {
            float value = centre[i];
            if (present)
                centre[i] = value = Fused(rate, mean[i], Multiply(keep, value));
            squares += (double)value * value;
        }

        squares = WarpSum(squares);
        if (Lane() == 0)
            centre[bits] = (float)(-0.5 * squares);
    }
}
