// From real code-layer outputs to packed codes, so that 1/32 of the bytes travel to the host.
//
// Shapes    h: n x b, row-major float32; codes: n x words32, words32 = 2 ceil(b/64): bit j of a row is bit j mod 32 of word j/32, which is
//           bit j mod 64 of 64-bit word j/64 in little-endian memory. Padding bits are zero.
// Geometry  block (32, 8), grid (words32, min(ceil(n/8), 65535)), stride over rows in y: a warp makes one word with one ballot.
// Roofline  4.125 B and 1 operation per element: memory-bound, a warp reads 128 contiguous bytes.
// Versions  1. Considered and left out: a thread per word, whose 32 loads would be a whole row apart from its neighbour's.
// Values    a bit is set where h >= 0: NaN gives a clear bit, both zeros a set one.
#include "geometry.cuh"

extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_pack_signs(const float* __restrict__ h, int ldh, int rows, int columns, unsigned int* __restrict__ codes, int words32)
{
    // A warp is one row of the block, so its lanes run through the same rows and all take part in every ballot.
    unsigned column = blockIdx.x * WarpSize + threadIdx.x;
#pragma unroll 1
    for (long long row = blockIdx.y * ElementRows + threadIdx.y; row < rows; row += gridDim.y * ElementRows)
    {
        unsigned word = Ballot(column < (unsigned)columns && h[Offset(row, ldh, column)] >= 0);
        if (threadIdx.x == 0)
            codes[Offset(row, words32, blockIdx.x)] = word;
    }
}
