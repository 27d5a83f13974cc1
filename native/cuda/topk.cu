// Writes the nearest items in their final order in one scan, once counting has told where the items of each distance begin.
//
// Shapes    queries: q x words, database: n x words 64-bit words; limitDistance, limitCount: q; offsetsPerDistance: q x (bits+1), the number
//           of results of the query that are nearer; rowOffsets: q, where its results begin in ids and distances.
// Geometry  one block of 256 threads per query, grid min(q, 65535) with a stride over queries; (bits+1) ints of dynamic and 2.1 KiB of static
//           shared memory.
// Roofline  per pair of codes 8 words B read and 3 words + 3 integer operations; 8 B written per result. Bound by the second-level cache or
//           memory while results are few; when most items are results, by the one warp that ranks them (about 20 instructions per distinct
//           distance among 32 items). A single query uses a single multiprocessor.
// Versions  1: loops unrolled by the compiler (64 registers). 2: not unrolled (39). Considered and left out: a heap per thread (k in registers,
//           then in local memory) with a merge at the end; a match instruction in place of the ballot loop, as kept distances are few.
// Values    deterministic: no atomics; items of the same distance come in the order of their row numbers.
#include "codes.cuh"

enum : unsigned
{
    ScanWarps = ScanThreads / WarpSize,
};

extern __shared__ int keptPerDistance[];

// What a warp needs to know of one query.
struct QueryResults
{
    int limitDistance;
    int limitCount;
    const int* offsets;
    int* ids;
    int* distances;
};

// Ranks the kept ones among 32 items in database order and writes them; run by one whole warp, which alone touches keptPerDistance.
DEVICE void WriteKept(const QueryResults& results, unsigned keptLanes, int distance, unsigned item)
{
    const unsigned lane = threadIdx.x % WarpSize;
    const bool kept = keptLanes >> lane & 1;
    unsigned equalLanes = 0;
    for (unsigned open = keptLanes; open != 0;)
    {
        int leading = FromLane(distance, LowestSet(open));
        unsigned same = Ballot(kept && distance == leading);
        if (kept && distance == leading)
            equalLanes = same;
        open &= ~same;
    }

    unsigned equalBefore = equalLanes & ((1u << lane) - 1);
    int before = kept ? keptPerDistance[distance] : 0;
    SynchronizeWarp();
    if (kept && equalBefore == 0)
        keptPerDistance[distance] = before + Ones(equalLanes);
    SynchronizeWarp();
    int rank = before + Ones(equalBefore);
    if (kept && (distance < results.limitDistance || rank < results.limitCount))
    {
        long long position = (long long)results.offsets[distance] + rank;
        results.ids[position] = (int)item;
        results.distances[position] = distance;
    }
}

// Keeps, per query, all items nearer than limitDistance and the first limitCount of those at it.
extern "C" __global__ void __launch_bounds__(ScanThreads)
vdsh_collect(
    const unsigned long long* __restrict__ queries, int queryCount, const unsigned long long* __restrict__ database, int databaseCount, int words,
    const int* __restrict__ limitDistance, const int* __restrict__ limitCount, const int* __restrict__ offsetsPerDistance, int bits,
    const long long* __restrict__ rowOffsets, int* __restrict__ ids, int* __restrict__ distances)
{
    // Two tiles in turn: while the first warp writes the results of one, the others scan the next, with one barrier per tile.
    __shared__ int tileDistances[2][ScanThreads];
    __shared__ unsigned tileKept[2][ScanWarps];
    const unsigned thread = threadIdx.x, lane = thread % WarpSize, warp = thread / WarpSize;
    for (long long query = blockIdx.x; query < queryCount; query += gridDim.x)
    {
#pragma unroll 1
        for (int distance = thread; distance <= bits; distance += ScanThreads)
            keptPerDistance[distance] = 0;
        __syncthreads();
        const long long start = rowOffsets[query];
        const QueryResults results = {
            limitDistance[query], limitCount[query], offsetsPerDistance + query * (bits + 1LL), ids + start, distances + start};
        unsigned tile = 0;
#pragma unroll 1
        for (unsigned first = 0; first < (unsigned)databaseCount; first += ScanThreads, tile ^= 1)
        {
            unsigned item = first + thread;
            bool inside = item < (unsigned)databaseCount;
            int distance = inside ? Distance(queries + query * words, database + (long long)item * words, words) : 0;
            unsigned keptLanes = Ballot(inside && distance <= results.limitDistance);
            tileDistances[tile][thread] = distance;
            if (lane == 0)
                tileKept[tile][warp] = keptLanes;
            __syncthreads();
#pragma unroll 1
            for (unsigned part = 0; warp == 0 && part < ScanWarps; part++)
            {
                if (tileKept[tile][part] != 0)
                    WriteKept(results, tileKept[tile][part], tileDistances[tile][part * WarpSize + lane], first + part * WarpSize + lane);
            }
        }

        // The counters are cleared for the next query only when the first warp has written the last tile of this one.
        __syncthreads();
    }
}
