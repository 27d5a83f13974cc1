// Sums over whole matrices with the same bits on every device and every run, because training decisions and checkpoints depend on them.
//
// Shapes    a, b: rows x columns, row-major float32; s: n x n; partial: 128 doubles, one per block; result: one double.
// Geometry  exactly 128 blocks of 256 threads (fixed). Thread i takes the elements i, i + 32768, ... in row-major order and adds them in
//           double; a block adds its 256 sums in a fixed tree in 2 KiB of shared memory. vdsh_sum_partials is 1 block of 128 threads.
//           vdsh_mark_nonfinite: block (32, 8), grid (ceil(columns/32), min(ceil(rows/8), 65535)).
// Roofline  dot 8 B and 2 double operations per element (4 B where a and b are the same matrix and the cache serves the second read),
//           mark_nonfinite 4 B and 2 operations, trace 4 B (one 32-byte sector) and 1 operation per diagonal element.
//           Memory-bound on A100/H100, whose double rate is half the single rate; on consumer cards (double 1/32 or 1/64) dot is bound by
//           its double operations. 128 blocks do not fill an A100 or H100 with more than one block per SM: latency, not bandwidth, bounds
//           large matrices; four loads in flight per thread soften that.
// Versions  1: loops unrolled by the compiler. 2: only the one over elements, by four and by hand. Considered and left out: a division per
//           element to find its row and column; a last step by warp shuffles, which saves five barriers of a kernel that runs once.
// Values    any NaN or infinity spreads into the sum, as on the CPU backend. No atomics.
#include "geometry.cuh"

// partial = per block, the sum of a .* b.
extern "C" __global__ void __launch_bounds__(ReductionThreads)
vdsh_dot(const float* a, int lda, const float* b, int ldb, int rows, int columns, double* __restrict__ partial)
{
    double sum = SumElements(rows, columns, [=](long long row, unsigned column) {
        return (double)a[Offset(row, lda, column)] * b[Offset(row, ldb, column)];
    });
    StoreBlockSum<ReductionThreads>(sum, partial + blockIdx.x);
}

// mark = 1 where an element is infinite or not a number; else it is left alone, so that a mark stays until it was seen. All that write it write the same.
extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_mark_nonfinite(const float* __restrict__ a, int lda, int rows, int columns, int* mark)
{
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        if (!(Magnitude(a[Offset(row, lda, column)]) <= 3.40282347e38f))
            *mark = 1;
    });
}

// partial = per block, the sum of the diagonal elements it visits: the diagonal is a matrix of one column with rows lds + 1 apart.
extern "C" __global__ void __launch_bounds__(ReductionThreads)
vdsh_trace(const float* __restrict__ s, int lds, int n, double* __restrict__ partial)
{
    double sum = SumElements(n, 1, [=](long long row, unsigned) { return (double)s[row * lds + row]; });
    StoreBlockSum<ReductionThreads>(sum, partial + blockIdx.x);
}

// result = the sum of count partial sums; any count, 128 in practice.
extern "C" __global__ void __launch_bounds__(ReductionBlocks)
vdsh_sum_partials(const double* __restrict__ partial, int count, double* __restrict__ result)
{
    double sum = 0;
#pragma unroll 1
    for (long long i = threadIdx.x; i < count; i += ReductionBlocks)
        sum += partial[i];
    StoreBlockSum<ReductionBlocks>(sum, result);
}
