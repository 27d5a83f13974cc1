// Sums, maxima and running sums over the threads of a block of 256, by shuffles inside warps and one barrier between them.
//
// Every thread gets the same bits, whatever the order in which warps run: partners exchange values, and a sum of two does not depend on which comes first.
// Calls of one function need a barrier between them, of the caller or of another function, for their shared memory is used again.
#pragma once
#include "device.cuh"

enum : unsigned
{
    BlockThreads = 256,
    BlockWarps = BlockThreads / WarpSize,
};

DEVICE unsigned Lane() { return threadIdx.x % WarpSize; }
DEVICE unsigned Warp() { return threadIdx.x / WarpSize; }

DEVICE float FromLane(float value, int lane) { return FloatOf((unsigned)FromLane((int)Bits(value), lane)); }

DEVICE unsigned long long FromLane(unsigned long long value, int lane)
{
    unsigned low = (unsigned)FromLane((int)(unsigned)value, lane), high = (unsigned)FromLane((int)(unsigned)(value >> 32), lane);
    return (unsigned long long)high << 32 | low;
}

DEVICE double FromLane(double value, int lane) { return DoubleOf(FromLane(Bits(value), lane)); }

template <class Value>
DEVICE Value WarpSum(Value value)
{
#pragma unroll 1
    for (unsigned distance = WarpSize / 2; distance > 0; distance /= 2)
        value += FromLane(value, (int)(Lane() ^ distance));
    return value;
}

// A NaN loses against a number.
DEVICE float WarpMaximum(float value)
{
#pragma unroll 1
    for (unsigned distance = WarpSize / 2; distance > 0; distance /= 2)
    {
        float other = FromLane(value, (int)(Lane() ^ distance));
        value = other > value ? other : value;
    }

    return value;
}

DEVICE double BlockSum(double value)
{
    __shared__ double sums[BlockWarps];
    value = WarpSum(value);
    if (Lane() == 0)
        sums[Warp()] = value;
    __syncthreads();
    double total = 0;
#pragma unroll 1
    for (unsigned warp = 0; warp < BlockWarps; warp++)
        total += sums[warp];
    return total;
}

// value = the sum over the threads before this one; returns the sum over all.
DEVICE unsigned long long ReplaceBySumBefore(unsigned long long& value, unsigned long long (&sums)[BlockWarps])
{
    unsigned long long upToHere = value;
#pragma unroll 1
    for (unsigned distance = 1; distance < WarpSize; distance *= 2)
    {
        unsigned long long other = FromLane(upToHere, (int)(Lane() - distance) & 31);
        if (Lane() >= distance)
            upToHere += other;
    }

    if (Lane() == WarpSize - 1)
        sums[Warp()] = upToHere;
    __syncthreads();
    unsigned long long before = 0, total = 0;
#pragma unroll 1
    for (unsigned warp = 0; warp < BlockWarps; warp++)
    {
        before += warp < Warp() ? sums[warp] : 0;
        total += sums[warp];
    }

    value = before + upToHere - value;
    return total;
}
