// Packed codes, the distance between two of them, and the part of a database that a block scans, shared by the scans.
#pragma once
#include "device.cuh"

enum : unsigned
{
    ScanThreads = 256,
};

// The bits of a code's last word that count: what lies beyond the bits of a code may hold anything, and must lead no
// counter astray.
DEVICE unsigned long long CountedOf(int bits)
{
    return ~0ull >> (-bits & 63);
}

// Hamming distance of two codes of the same number of 64-bit words, of the last of which the counted bits matter.
DEVICE int Distance(const unsigned long long* __restrict__ a, const unsigned long long* __restrict__ b, int words,
    unsigned long long counted)
{
    const int last = words - 1;
    int distance = Ones((a[last] ^ b[last]) & counted);
#pragma unroll 1
    for (int word = 0; word < last; word++)
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
