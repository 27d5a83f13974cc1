// Writes the nearest items in their final order in one scan, once counting has told where the items of each distance begin.
//
// Shapes    queries: q x words, database: n x words 64-bit words; counts, before: q x slices x (bits+1); totals, offsetsPerDistance: q x (bits+1),
//           the latter the number of results of the query that are nearer; limitDistance, limitCount: q; rowOffsets: q, where its results begin in ids.
// Geometry  blocks of 256 threads. slices_before: one per query (x) and distance (y). collect: one per query (x) and slice of the database (y), the
//           slices of vdsh_hamming_count; (bits+1) ints of dynamic and 2.1 KiB of static shared memory.
// Roofline  collect: per pair of codes 8 words B read and 3 words + 3 integer operations; 4 B written per result. Bound by the second-level cache or
//           memory while results are few; when most items are results, by the one warp that ranks them (about 20 instructions per distinct
//           distance among 32 items). slices_before: 12 B per counter, at most some thousand of them per distance: latency.
// Versions  1: loops unrolled by the compiler (64 registers). 2: not unrolled (39). 3: a block per query and slice instead of per query, so that one
//           query fills a device; distances are not written, the host knows them from the counts. Considered and left out: a heap per thread (k in
//           registers, then in local memory) with a merge at the end; a match instruction in place of the ballot loop, as kept distances are few.
// Values    deterministic: no atomics; items of the same distance come in the order of their row numbers.
#include "codes.cuh"
#include "warps.cuh"

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
        results.ids[(long long)results.offsets[distance] + rank] = (int)item;
    }
}

// Replaces the counts of each slice by those of all slices before it; totals get the sums.
extern "C" __global__ void __launch_bounds__(BlockThreads) vdsh_slices_before(int* __restrict__ counts, int slices, int bins, int* __restrict__ totals)
{
    __shared__ unsigned long long sums[BlockWarps];
    const int own = (slices + BlockThreads - 1) / BlockThreads, first = (int)threadIdx.x * own, end = first + own < slices ? first + own : slices;
    int* const column = counts + (long long)blockIdx.x * slices * bins + blockIdx.y;
    unsigned long long before = 0;
#pragma unroll 1
    for (int slice = first; slice < end; slice++)
        before += (unsigned)column[(long long)slice * bins];
    const unsigned long long total = ReplaceBySumBefore(before, sums);
    if (threadIdx.x == 0)
        totals[(long long)blockIdx.x * bins + blockIdx.y] = (int)total;
#pragma unroll 1
    for (int slice = first; slice < end; slice++)
    {
        int count = column[(long long)slice * bins];
        column[(long long)slice * bins] = (int)before;
        before += (unsigned)count;
    }
}

// Keeps, per query, all items nearer than limitDistance and the first limitCount of those at it. before is null where there is a single slice.
extern "C" __global__ void __launch_bounds__(ScanThreads)
vdsh_collect(
    const unsigned long long* __restrict__ queries, const unsigned long long* __restrict__ database, int databaseCount, int words, int bits,
    const int* __restrict__ limitDistance, const int* __restrict__ limitCount, const int* __restrict__ offsetsPerDistance,
    const int* __restrict__ before, int sliceItems, const long long* __restrict__ rowOffsets, int* __restrict__ ids)
{
    // Two tiles in turn: while the first warp writes the results of one, the others scan the next, with one barrier per tile.
    __shared__ int tileDistances[2][ScanThreads];
    __shared__ unsigned tileKept[2][ScanWarps];
    const unsigned thread = threadIdx.x, lane = thread % WarpSize, warp = thread / WarpSize;
    const long long query = blockIdx.x, bins = bits + 1LL;
    const unsigned long long counted = CountedOf(bits);
#pragma unroll 1
    for (int distance = thread; distance <= bits; distance += ScanThreads)
        keptPerDistance[distance] = before == nullptr ? 0 : before[(query * gridDim.y + blockIdx.y) * bins + distance];
    __syncthreads();
    const QueryResults results = {limitDistance[query], limitCount[query], offsetsPerDistance + query * bins, ids + rowOffsets[query]};
    const Slice slice = OwnSlice(databaseCount, sliceItems);
    unsigned tile = 0;
#pragma unroll 1
    for (long long first = slice.first; first < slice.end; first += ScanThreads, tile ^= 1)
    {
        long long item = first + thread;
        bool inside = item < slice.end;
        int distance = inside ? Distance(queries + query * words, database + item * words, words, counted) : 0;
        unsigned keptLanes = Ballot(inside && distance <= results.limitDistance);
        tileDistances[tile][thread] = distance;
        if (lane == 0)
            tileKept[tile][warp] = keptLanes;
        __syncthreads();
#pragma unroll 1
        for (unsigned part = 0; warp == 0 && part < ScanWarps; part++)
        {
            if (tileKept[tile][part] != 0)
                WriteKept(results, tileKept[tile][part], tileDistances[tile][part * WarpSize + lane], (unsigned)first + part * WarpSize + lane);
        }
    }
}
