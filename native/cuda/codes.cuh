// Packed codes, the distance between two of them, and the part of a database that a block scans, shared by the scans.
#pragma once
#include "device.cuh"

enum : unsigned
{
    ScanThreads = 256,
};

// Hamming distance of two codes of the same number of 64-bit words.
DEVICE int Distance(const unsigned long long* __restrict__ a, const unsigned long long* __restrict__ b, int words)
{
    int distance = 0;
#pragma unroll 1
    for (int word = 0; word < words; word++)
        distance += Ones(a[word] ^ b[word]);
    return distance;
}

// The rows from first to end, without end.
struct Slice
{
    long long first;
    long long end;
};

// The slice of the database that belongs to this row of the grid.
DEVICE Slice OwnSlice(int databaseCount, int sliceItems)
{
    long long first = (long long)blockIdx.y * sliceItems, end = first + sliceItems;
    return {first, end < databaseCount ? end : databaseCount};
}
