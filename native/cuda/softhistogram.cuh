// Soft histograms of distances, as the relaxations of ranking measures see them, with sums that do not depend on the order of the items.
#pragma once
#include "warps.cuh"

// Two histograms in units of their own. A cell is two words in two rows, because 32-bit atomics are what every device has in hardware; after
// the histograms have served, the first row of each holds the slopes of the bins.
struct Cells
{
    unsigned* words;
    unsigned count;

    __device__ void Clear() const
    {
#pragma unroll 1
        for (unsigned i = threadIdx.x; i < 4 * count; i += BlockThreads)
            words[i] = 0;
        __syncthreads();
    }

    // The carry of the low word is whatever makes it overflow: the number of carries depends on the sum alone, not on the order.
    __device__ void Increase(unsigned histogram, unsigned bin, unsigned long long by) const
    {
        unsigned* cell = words + histogram * 2 * count + bin;
        unsigned low = (unsigned)by, high = (unsigned)(by >> 32);
        if (low != 0)
            high += IncreaseAndFetchOld(cell, low) + low < low ? 1 : 0;
        if (high != 0)
            IncreaseAndFetchOld(cell + count, high);
    }

    __device__ unsigned long long Read(unsigned histogram, unsigned bin) const
    {
        const unsigned* cell = words + histogram * 2 * count + bin;
        return (unsigned long long)cell[count] << 32 | cell[0];
    }

    __device__ void SetSlope(unsigned histogram, unsigned bin, float slope) const { words[histogram * 2 * count + bin] = Bits(slope); }
    __device__ float Slope(unsigned histogram, unsigned bin) const { return FloatOf(words[histogram * 2 * count + bin]); }
};

// Where an item lies among the bins.
struct Place
{
    unsigned bin;
    double share;
    bool inside;
};

// How distances become places: position = (bits - p) scale, in double as on the CPU backend, so that both find the same bins.
struct Binning
{
    int bits;
    int bins;
    double scale;

    __device__ Place Of(float product) const
    {
        double position = (bits - (double)product) * scale, highest = bins;
        bool inside = position >= 0 && position <= highest;
        position = position < 0 ? 0 : position > highest ? highest : position;
        unsigned bin = (unsigned)position, last = (unsigned)bins - 1;
        bin = bin < last ? bin : last;
        return {bin, position - bin, inside};
    }
};

// The bins that a thread treats one after the other.
struct Run
{
    unsigned first;
    unsigned last;

    __device__ explicit Run(unsigned count)
    {
        unsigned length = (count + BlockThreads - 1) / BlockThreads;
        first = threadIdx.x * length < count ? threadIdx.x * length : count;
        last = first + length < count ? first + length : count;
    }
};

enum : unsigned long long
{
    UnitsPerItem = 1ULL << 32,
};

DEVICE double Items(unsigned long long units) { return (double)units * (1.0 / (double)UnitsPerItem); }

// Spreads amount units over two bins.
DEVICE void Spread(const Cells& cells, unsigned histogram, const Place& place, unsigned long long amount)
{
    unsigned long long upper = (unsigned long long)((double)amount * place.share);
    cells.Increase(histogram, place.bin, amount - upper);
    cells.Increase(histogram, place.bin + 1, upper);
}
