// Packed codes and the distance between two of them, shared by the scans.
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
