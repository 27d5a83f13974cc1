// Scans of a database of codes: all distances, and counts per distance, which is all that search cut-offs and evaluation need.
//
// Shapes    queries: q x words, database: n x words 64-bit words, of whose last one the bits of a code count;
//           distances: q x n; counts: q x (bits+1), q x slices x (bits+1), or q x grades x (bits+1);
//           classes: one int per code; masks: maskWords 64-bit words per code. Row-major. counts must be zero before the launch.
// Geometry  blocks of 256 threads. distances: grid (min(ceil(n/256), 65535), min(q, 65535)), striding over what that does not cover. histogram and
//           count: grid (q, slices), a block for each query and slice of sliceItems rows. Blocks that run together have neighbouring queries and
//           the same slice, which they read from the second-level cache; of few queries there are many slices, so that one query fills a device.
// Shared    histogram and count keep a block's histogram in dynamic shared memory: grades x (bits+1) ints if that is at most 40 KiB. The
//           launch must give exactly that size; where the histogram is larger, the size is 0 and counts are incremented directly.
// Roofline  per pair of codes: 8 words B read (from the second-level cache for all but the first query of a slice), 3 words
//           integer operations; distances writes 2 B; count does 1 shared-memory atomic, histogram reads 4 B (class) more.
//           At 64 bits count is bound by shared-memory atomics: neighbouring distances collide, up to 32 ways in a warp.
// Versions  1: loops over words and items unrolled by the compiler (64 registers). 2: not unrolled (27 to 46). Counting by global atomics alone
//           remains as the path for histograms that do not fit. 3: queries along x instead of slices, and as many slices as the queries leave
//           room for instead of at most 64. 4: bits beyond those of a code do not count, so that no code can count
//           outside of the counters. Open: several histograms per block to spread collisions, several queries per
//           pass over the database.
// Values    integers only: results are exact whatever the order of the atomics.
#include "codes.cuh"

enum : long long
{
    LargestSharedHistogram = 40 * 1024,
};

extern __shared__ int sharedCounts[];

extern "C" __global__ void __launch_bounds__(ScanThreads)
vdsh_hamming_distances(
    const unsigned long long* __restrict__ queries, int queryCount, const unsigned long long* __restrict__ database, int databaseCount, int words,
    int bits, unsigned short* __restrict__ distances)
{
    const unsigned long long counted = CountedOf(bits);
    for (long long query = blockIdx.y; query < queryCount; query += gridDim.y)
    {
        const unsigned long long* code = queries + query * words;
#pragma unroll 1
        for (long long item = blockIdx.x * ScanThreads + threadIdx.x; item < databaseCount; item += gridDim.x * ScanThreads)
            distances[query * databaseCount + item] =
                (unsigned short)Distance(code, database + item * words, words, counted);
    }
}

// Adds the items of this block's slice to target: bin(item) says where, a negative bin leaves an item out.
template <class Bin>
DEVICE void CountItems(int databaseCount, int sliceItems, long long bins, int* target, Bin bin)
{
    const bool shared = bins * (long long)sizeof(int) <= LargestSharedHistogram;
    if (shared)
    {
#pragma unroll 1
        for (unsigned i = threadIdx.x; i < bins; i += ScanThreads)
            sharedCounts[i] = 0;
        __syncthreads();
    }

    const Slice slice = OwnSlice(databaseCount, sliceItems);
#pragma unroll 1
    for (long long item = slice.first + threadIdx.x; item < slice.end; item += ScanThreads)
    {
        long long index = bin(item);
        if (index < 0)
            continue;
        if (shared)
            Increment(&sharedCounts[index]);
        else
            Increment(&target[index]);
    }

    if (!shared)
        return;
    __syncthreads();
#pragma unroll 1
    for (unsigned i = threadIdx.x; i < bins; i += ScanThreads)
    {
        int count = sharedCounts[i];
        if (count != 0)
            Increase(&target[i], count);
    }
}

// counts += per query and grade of relevance, the items at each distance. With classes the grade is 1 where they are equal, else 0; with masks
// the number of shared bits, at most grades - 1. excluded, unless null, names per query one item that is not counted (-1: none).
extern "C" __global__ void __launch_bounds__(ScanThreads)
vdsh_hamming_histogram(
    const unsigned long long* __restrict__ queries, const unsigned long long* __restrict__ database, int databaseCount, int words, int bits,
    const int* __restrict__ queryClasses, const int* __restrict__ databaseClasses, const unsigned long long* __restrict__ queryMasks,
    const unsigned long long* __restrict__ databaseMasks, int maskWords, int grades, const int* __restrict__ excluded, int sliceItems,
    int* __restrict__ counts)
{
    const long long query = blockIdx.x, bins = bits + 1LL;
    const unsigned long long counted = CountedOf(bits);
    CountItems(databaseCount, sliceItems, grades * bins, counts + query * grades * bins, [=](long long item) -> long long {
        if (excluded != nullptr && excluded[query] == item)
            return -1;
        int grade = 0;
        if (queryClasses != nullptr)
        {
            grade = queryClasses[query] == databaseClasses[item] ? 1 : 0;
        }
        else
        {
#pragma unroll 1
            for (int word = 0; word < maskWords; word++)
                grade += Ones(queryMasks[query * maskWords + word] & databaseMasks[item * maskWords + word]);
            grade = grade < grades ? grade : grades - 1;
        }

        return grade * bins + Distance(queries + query * words, database + item * words, words, counted);
    });
}

// counts += per query, and per slice where these are to be apart, the items at each distance.
extern "C" __global__ void __launch_bounds__(ScanThreads)
vdsh_hamming_count(
    const unsigned long long* __restrict__ queries, const unsigned long long* __restrict__ database, int databaseCount, int words, int bits,
    int sliceItems, int apart, int* __restrict__ counts)
{
    const long long query = blockIdx.x, bins = bits + 1LL;
    const unsigned long long counted = CountedOf(bits);
    const long long histogram = apart ? query * gridDim.y + blockIdx.y : query;
    CountItems(databaseCount, sliceItems, bins, counts + histogram * bins, [=](long long item) -> long long {
        return Distance(queries + query * words, database + item * words, words, counted);
    });
}
