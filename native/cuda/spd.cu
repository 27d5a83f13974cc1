// The parts of a symmetric positive definite inverse that are not matrix products: damping, diagonal blocks, triangles.
//
// Shapes    s, out, a: n x n, row-major float32; diagonal blocks n <= 64. cuBLAS does the panels and trailing updates between them: n^3/3
//           operations each for L, L^-1 and L^-T L^-1, against n 64^2/3 each for the two block kernels, 1/6000 of it at n = 4096.
// Geometry  damp, mirror_lower, zero_upper: block (32, 8), grid (ceil(n/32), min(ceil(n/8), 65535)).
//           cholesky_block, invert_lower_block: one block of 256 threads, 33 KiB and 33 KiB of static shared memory.
// Roofline  damp 8 B and 1 operation per element; mirror_lower 4 B per element (each half is read or written once; the eight rows of
//           a block share the sectors of the transposed reads in the first-level cache); zero_upper 2 B per element.
//           The two block kernels are bound by latency: 64 steps of two barriers, by estimate 300 cycles each, or 14 us at 1.4 GHz, n/64
//           of them in sequence. Both run in double, as on the CPU backend, since errors there spread to all that follows: 87,000
//           operations a block, 16 us at 1.4 GHz where a multiprocessor has two double units (consumer cards).
// Versions  1: inner loops unrolled by the compiler (66 registers for the factor). 2: not unrolled (24), with explicit fused multiply-adds, so
//           that every compiler gives the same bits. Rows are 65 apart: no bank conflicts down a column. The inverse is packed, so that
//           both blocks fit the 48 KiB of static shared memory. Considered and left out: float, and one thread per row.
#include "geometry.cuh"

enum : int
{
    LargestBlock = 64,
    BlockThreads = 256,
    Lanes = 32,
    BlockWarps = BlockThreads / Lanes,
};

// out = s + a I with a = ridge + relativeRidge trace(s) / n, which is also written to appliedRidge.
extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_damp(
    const float* __restrict__ s, int lds, int n, float ridge, float relativeRidge, const double* __restrict__ trace, float* __restrict__ out,
    int ldo, float* __restrict__ appliedRidge)
{
    float added = (float)(ridge + relativeRidge * *trace / n);
    ForEachElement(n, n, [=](long long row, unsigned column) {
        float value = s[Offset(row, lds, column)];
        out[Offset(row, ldo, column)] = row == column ? value + added : value;
        if (row == 0 && column == 0)
            *appliedRidge = added;
    });
}

// a = L with L L^T = a, for a block of n <= 64 rows; only the lower triangle of a is read, the strict upper one is set to 0. A pivot that is
// not positive or not finite ends the work: L is NaN, which spreads to the whole inverse, and the pivot's row (from 1, plus offset) goes to
// info unless an earlier failure is still there.
extern "C" __global__ void __launch_bounds__(BlockThreads) vdsh_cholesky_block(float* a, int lda, int n, int* info, int offset)
{
    __shared__ double block[LargestBlock][LargestBlock + 1];
    const int thread = threadIdx.x, lane = thread % Lanes, warp = thread / Lanes;
#pragma unroll 1
    for (int i = warp; i < n; i += BlockWarps)
    {
#pragma unroll 1
        for (int j = lane; j <= i; j += Lanes)
            block[i][j] = a[Offset(i, lda, j)];
    }

    __syncthreads();
    bool failed = false;
#pragma unroll 1
    for (int j = 0; j < n; j++)
    {
        // Every thread reads the same pivot, so either all leave the loop or none; it is replaced only after the barrier.
        double pivot = block[j][j];
        if (!(pivot > 0 && pivot <= 1.7976931348623157e308))
        {
            if (thread == 0 && *info == 0)
                *info = offset + j + 1;
            failed = true;
            break;
        }

        double root = SquareRoot(pivot), scale = 1 / root;
        int below = j + 1 + thread;
        if (below < n)
            block[below][j] *= scale;
        __syncthreads();
        if (thread == 0)
            block[j][j] = root;
#pragma unroll 1
        for (int i = j + 1 + warp; i < n; i += BlockWarps)
        {
            double factor = block[i][j];
#pragma unroll 1
            for (int k = j + 1 + lane; k <= i; k += Lanes)
                block[i][k] = Fused(-factor, block[k][j], block[i][k]);
        }

        __syncthreads();
    }

#pragma unroll 1
    for (int i = warp; i < n; i += BlockWarps)
    {
#pragma unroll 1
        for (int j = lane; j < n; j += Lanes)
            a[Offset(i, lda, j)] = j > i ? 0.0f : failed ? (float)SquareRoot(-1) : (float)block[i][j];
    }
}

DEVICE int Packed(int row, int column) { return row * (row + 1) / 2 + column; }

// inv = l^-1 for a lower triangular block of n <= 64 rows; the strict upper triangle of l is not read, that of inv is set to 0.
extern "C" __global__ void __launch_bounds__(BlockThreads)
vdsh_invert_lower_block(const float* __restrict__ l, int ldl, int n, float* __restrict__ inv, int ldi)
{
    __shared__ float lower[LargestBlock][LargestBlock + 1];
    __shared__ double inverse[LargestBlock * (LargestBlock + 1) / 2];
    const int thread = threadIdx.x, lane = thread % Lanes, warp = thread / Lanes;
#pragma unroll 1
    for (int i = warp; i < n; i += BlockWarps)
    {
#pragma unroll 1
        for (int j = lane; j <= i; j += Lanes)
        {
            lower[i][j] = l[Offset(i, ldl, j)];
            inverse[Packed(i, j)] = i == j ? 1 : 0;
        }
    }

    __syncthreads();
#pragma unroll 1
    for (int k = 0; k < n; k++)
    {
        if (thread <= k)
            inverse[Packed(k, thread)] /= lower[k][k];
        __syncthreads();
#pragma unroll 1
        for (int i = k + 1 + warp; i < n; i += BlockWarps)
        {
            double factor = lower[i][k];
#pragma unroll 1
            for (int c = lane; c <= k; c += Lanes)
                inverse[Packed(i, c)] = Fused(-factor, inverse[Packed(k, c)], inverse[Packed(i, c)]);
        }

        __syncthreads();
    }

#pragma unroll 1
    for (int i = warp; i < n; i += BlockWarps)
    {
#pragma unroll 1
        for (int j = lane; j < n; j += Lanes)
            inv[Offset(i, ldi, j)] = j <= i ? (float)inverse[Packed(i, j)] : 0.0f;
    }
}

// Copies the strict lower triangle to the upper one: reads and writes touch different elements, so no order between threads is needed.
extern "C" __global__ void __launch_bounds__(ElementThreads) vdsh_mirror_lower(float* a, int lda, int n)
{
    ForEachElement(n, n, [=](long long row, unsigned column) {
        if (column > row)
            a[Offset(row, lda, column)] = a[Offset(column, lda, (unsigned)row)];
    });
}

extern "C" __global__ void __launch_bounds__(ElementThreads) vdsh_zero_upper(float* a, int lda, int n)
{
    ForEachElement(n, n, [=](long long row, unsigned column) {
        if (column > row)
            a[Offset(row, lda, column)] = 0;
    });
}
