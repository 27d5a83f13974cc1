// How threads are laid over a matrix, written once so that a kernel holds only what it does with one element.
#pragma once
#include "device.cuh"

// Element kernels: block (32, 8), grid (ceil(columns/32), min(ceil(rows/8), 65535)); a warp covers 32 neighbouring columns of one row.
enum : unsigned
{
    ElementColumns = 32,
    ElementRows = 8,
    ElementThreads = ElementColumns * ElementRows,
};

// Reductions: the grid is fixed, so that the order of summation, and with it every bit of the sum, is the same on every device.
enum : unsigned
{
    ReductionBlocks = 128,
    ReductionThreads = 256,
    ReductionStep = ReductionBlocks * ReductionThreads,
};

DEVICE long long Offset(long long row, int ld, unsigned column) { return row * ld + column; }

// Calls body(row, column) for every element of a rows x columns matrix. Rows are 64 bits wide: the stride may step past the largest int.
// Loops are not unrolled, here and elsewhere, where they mostly run once: the trip count would cost a 64-bit division per thread.
template <class Body>
DEVICE void ForEachElement(int rows, int columns, Body body)
{
    unsigned column = blockIdx.x * ElementColumns + threadIdx.x;
    if (column >= (unsigned)columns)
        return;
#pragma unroll 1
    for (long long row = blockIdx.y * ElementRows + threadIdx.y; row < rows; row += gridDim.y * ElementRows)
        body(row, column);
}

// Walks over a matrix in steps of ReductionStep elements without a division per element.
struct ElementWalk
{
    long long row;
    unsigned column;
    unsigned columns;
    unsigned rowStep;
    unsigned columnStep;

    __device__ ElementWalk(unsigned index, int columnCount)
        : row(index / columnCount), column(index % columnCount), columns(columnCount), rowStep(ReductionStep / columnCount),
          columnStep(ReductionStep % columnCount)
    {
    }

    __device__ void Advance()
    {
        row += rowStep;
        column += columnStep;
        if (column >= columns)
        {
            column -= columns;
            row++;
        }
    }
};

// This thread's share of the sum of term(row, column), in double. Four terms are in flight at once and still added in order.
template <class Term>
DEVICE double SumElements(int rows, int columns, Term term)
{
    ElementWalk walk(blockIdx.x * ReductionThreads + threadIdx.x, columns);
    double sum = 0;
    while (walk.row < rows)
    {
        ElementWalk second = walk;
        second.Advance();
        ElementWalk third = second;
        third.Advance();
        ElementWalk fourth = third;
        fourth.Advance();
        if (fourth.row >= rows)
            break;
        double term1 = term(walk.row, walk.column), term2 = term(second.row, second.column);
        double term3 = term(third.row, third.column), term4 = term(fourth.row, fourth.column);
        sum += term1;
        sum += term2;
        sum += term3;
        sum += term4;
        walk = fourth;
        walk.Advance();
    }

#pragma unroll 1
    for (; walk.row < rows; walk.Advance())
        sum += term(walk.row, walk.column);
    return sum;
}

// target = the sum of the block's values in a fixed tree. Called once per kernel, by all Threads threads.
template <unsigned Threads>
DEVICE void StoreBlockSum(double value, double* target)
{
    __shared__ double sums[Threads];
    sums[threadIdx.x] = value;
#pragma unroll 1
    for (unsigned half = Threads / 2; half > 0; half /= 2)
    {
        __syncthreads();
        if (threadIdx.x < half)
            sums[threadIdx.x] += sums[threadIdx.x + half];
    }

    if (threadIdx.x == 0)
        *target = sums[0];
}
