// The tie-aware relaxations of average precision and of NDCG: every item of a batch is a query for the others, seen through soft histograms.
//
// Shapes    p (products), a (affinity, labels shared, whole numbers), g (derivative): n x n, row-major float32; losses: n doubles; queries: one
//           double, the number of rows with a relevant item. A distance at position k + f gives 1 - f to bin k and f to bin k + 1 of bins + 1.
// Geometry  one block of 256 threads per query, grid min(n, 65535) with a stride over queries; threads over items, then over runs of bins, then
//           over items again. Any n: rows are read twice (NDCG: twice and a between for each grade of relevance), from the second-level cache.
// Shared    16 (bins + 1) B of dynamic shared memory where that is at most 40 KiB, 2559 bins (the launch gives exactly that size and null cells);
//           otherwise as much global memory per block in cells.
// Roofline  20 B per pair, of which 12 from and to memory, about 30 operations and 2 to 8 shared atomics (NDCG: twice that for relevant pairs);
//           per query and bin about 50 double operations. Bound by memory for n x n much larger than n x bins, else by latency.
// Versions  1. Considered and left out: a histogram per warp with sums in a fixed order (more memory than bins at usual sizes); a running sum
//           from the last bin, which is not needed: only differences of derivatives enter g, and in them the later bins cancel.
// Values    histograms are sums of 64-bit integers in units of 2^-32 (NDCG: of gains in units that suit the largest one), so the order of the
//           atomics does not matter and running sums are exact. NaN in a row with relevant items makes its loss NaN.
#include "functions.cuh"
#include "softhistogram.cuh"

// What a relaxation works on.
struct Batch
{
    const float* __restrict__ p;
    const float* __restrict__ a;
    float* __restrict__ g;
    double* __restrict__ losses;
    int ldp, lda, ldg, n;
    double queries;

    // For a query that nothing is relevant to.
    __device__ void Skip(long long query) const
    {
#pragma unroll 1
        for (unsigned column = threadIdx.x; column < (unsigned)n; column += BlockThreads)
            g[query * ldg + column] = 0;
        if (threadIdx.x == 0)
            losses[query] = 0;
    }
};

// A bin of the average precision: with c+ and c the histograms of the relevant and of all items, C+ and C their running sums,
// AP = 1/N+ sum c+ ratio, ratio = (2 C+ - c+ + 1) / (2 C - c + 1).
struct PrecisionBin
{
    double ratio;
    double relevant;
    double throughRelevant;
    double throughAll;

    __device__ PrecisionBin(unsigned long long relevantUnits, unsigned long long irrelevantUnits, unsigned long long& relevantSum, unsigned long long& sum)
    {
        relevantSum += relevantUnits;
        sum += relevantUnits + irrelevantUnits;
        relevant = Items(relevantUnits);
        double inverse = 1.0 / (2 * Items(sum) - Items(relevantUnits + irrelevantUnits) + 1);
        ratio = (2 * Items(relevantSum) - relevant + 1) * inverse;
        throughRelevant = relevant * inverse;
        throughAll = throughRelevant * ratio;
    }
};

DEVICE void RankByPrecision(const Batch& batch, const Binning& binning, const Cells& cells)
{
    enum : unsigned
    {
        Irrelevant,
        Relevant,
    };
    const int n = batch.n;
    __shared__ unsigned long long relevantSums[BlockWarps], sums[BlockWarps];
#pragma unroll 1
    for (long long query = blockIdx.x; query < n; query += gridDim.x)
    {
        const float *products = batch.p + query * batch.ldp, *affinity = batch.a + query * batch.lda;
        float* slopes = batch.g + query * batch.ldg;
        double spoilt = 0;
        cells.Clear();
#pragma unroll 1
        for (unsigned column = threadIdx.x; column < (unsigned)n; column += BlockThreads)
        {
            if (column == query)
                continue;
            Place place = binning.Of(products[column]);
            if (place.share != place.share)
                spoilt = place.share;
            Spread(cells, affinity[column] > 0 ? Relevant : Irrelevant, place, UnitsPerItem);
        }

        __syncthreads();
        Run run(cells.count);
        unsigned long long relevantBefore = 0, before = 0;
#pragma unroll 1
        for (unsigned bin = run.first; bin < run.last; bin++)
        {
            relevantBefore += cells.Read(Relevant, bin);
            before += cells.Read(Relevant, bin) + cells.Read(Irrelevant, bin);
        }

        // Read now: the next thread will have put its slope there.
        bool hasNext = run.last < cells.count;
        unsigned long long nextRelevant = hasNext ? cells.Read(Relevant, run.last) : 0, nextIrrelevant = hasNext ? cells.Read(Irrelevant, run.last) : 0;
        double relevantItems = Items(ReplaceBySumBefore(relevantBefore, relevantSums));
        ReplaceBySumBefore(before, sums);
        if (relevantItems == 0)
        {
            batch.Skip(query);
            continue;
        }

        double precision = spoilt, factor = binning.scale / (batch.queries * relevantItems);
        if (run.first < run.last)
        {
            PrecisionBin own(cells.Read(Relevant, run.first), cells.Read(Irrelevant, run.first), relevantBefore, before);
#pragma unroll 1
            for (unsigned bin = run.first; bin < run.last; bin++)
            {
                bool inRun = bin + 1 < run.last;
                PrecisionBin later(
                    inRun ? cells.Read(Relevant, bin + 1) : nextRelevant, inRun ? cells.Read(Irrelevant, bin + 1) : nextIrrelevant, relevantBefore,
                    before);
                precision += own.relevant * own.ratio;
                double throughAll = own.throughAll + later.throughAll;
                double throughBoth = later.ratio - own.ratio - later.throughRelevant - own.throughRelevant + throughAll;
                cells.SetSlope(Relevant, bin, (float)(factor * throughBoth));
                cells.SetSlope(Irrelevant, bin, (float)(factor * throughAll));
                own = later;
            }
        }

        __syncthreads();
#pragma unroll 1
        for (unsigned column = threadIdx.x; column < (unsigned)n; column += BlockThreads)
        {
            Place place = binning.Of(products[column]);
            slopes[column] = column != query && place.inside ? cells.Slope(affinity[column] > 0 ? Relevant : Irrelevant, place.bin) : 0;
        }

        precision = BlockSum(precision);
        if (threadIdx.x == 0)
            batch.losses[query] = (1 - precision / relevantItems) / batch.queries;
    }
}

// Items of a grade and the highest grade below it, over a block. Calls alternate between two turns, so that one barrier each is enough.
DEVICE void CombineGrades(int& count, float& below, unsigned turn)
{
    __shared__ int counts[2][BlockWarps];
    __shared__ float highest[2][BlockWarps];
    count = WarpSum(count);
    below = WarpMaximum(below);
    if (Lane() == 0)
    {
        counts[turn][Warp()] = count;
        highest[turn][Warp()] = below;
    }

    __syncthreads();
    count = 0;
    below = 0;
#pragma unroll 1
    for (unsigned warp = 0; warp < BlockWarps; warp++)
    {
        count += counts[turn][warp];
        below = highest[turn][warp] > below ? highest[turn][warp] : below;
    }
}

// 2^grade - 1 for a whole number.
DEVICE double Gain(float grade) { return PowerOfTwo((int)grade) - 1; }

// Returns the DCG of the best order, grade after grade from the highest one; 0 where nothing is relevant.
DEVICE double IdealGain(const float* __restrict__ affinity, int n, long long query, float& highestGrade)
{
    double share = 0;
    highestGrade = 0;
    float grade = FloatOf(0x7f800000);
    int rank = 0;
    unsigned turn = 0;
#pragma unroll 1
    do
    {
        int count = 0;
        float below = 0;
#pragma unroll 1
        for (unsigned column = threadIdx.x; column < (unsigned)n; column += BlockThreads)
        {
            float value = column == query ? 0 : affinity[column];
            count += value == grade ? 1 : 0;
            below = value < grade && value > below ? value : below;
        }

        CombineGrades(count, below, turn);
        turn ^= 1;
        if (rank == 0 && count == 0)
            highestGrade = below;
#pragma unroll 1
        for (int i = rank + 1 + (int)threadIdx.x; i <= rank + count; i += BlockThreads)
            share += Gain(grade) / Log2(1.0 + i);
        rank += count;
        grade = below;
    } while (grade > 0);
    return BlockSum(share);
}

// A bin of the NDCG: with h the histogram of gains, c that of items and C its running sum, the expected rank plus one of an item in the bin is
// C - c + (c + 1)/2 + 1, and NDCG = 1/ideal sum h discount, discount = 1 / log2(rank).
struct GainBin
{
    double gain;
    double discount;
    double throughRank;

    __device__ GainBin(unsigned long long itemUnits, unsigned long long gainUnits, double gainPerUnit, unsigned long long& sum)
    {
        sum += itemUnits;
        double rank = Items(sum) - 0.5 * Items(itemUnits) + 1.5;
        gain = (double)gainUnits * gainPerUnit;
        discount = 1.0 / Log2(rank);
        throughRank = gain * discount * discount / (0.69314718055994531 * rank);
    }
};

DEVICE void RankByGain(const Batch& batch, const Binning& binning, const Cells& cells)
{
    enum : unsigned
    {
        Count,
        Gained,
    };
    const int n = batch.n;
    __shared__ unsigned long long sums[BlockWarps];
#pragma unroll 1
    for (long long query = blockIdx.x; query < n; query += gridDim.x)
    {
        const float *products = batch.p + query * batch.ldp, *affinity = batch.a + query * batch.lda;
        float *slopes = batch.g + query * batch.ldg, highestGrade;
        double spoilt = 0, ideal = IdealGain(affinity, n, query, highestGrade);
        if (ideal == 0)
        {
            batch.Skip(query);
            continue;
        }

        cells.Clear();

        // A gain is below 2^(grade + 1), and 2^31 of them must not overflow.
        double unitsPerGain = PowerOfTwo(30 - (int)highestGrade), gainPerUnit = PowerOfTwo((int)highestGrade - 30);
#pragma unroll 1
        for (unsigned column = threadIdx.x; column < (unsigned)n; column += BlockThreads)
        {
            if (column == query)
                continue;
            Place place = binning.Of(products[column]);
            if (place.share != place.share)
                spoilt = place.share;
            Spread(cells, Count, place, UnitsPerItem);
            if (affinity[column] > 0)
                Spread(cells, Gained, place, (unsigned long long)(Gain(affinity[column]) * unitsPerGain));
        }

        __syncthreads();
        Run run(cells.count);
        unsigned long long before = 0;
#pragma unroll 1
        for (unsigned bin = run.first; bin < run.last; bin++)
            before += cells.Read(Count, bin);
        bool hasNext = run.last < cells.count;
        unsigned long long nextCount = hasNext ? cells.Read(Count, run.last) : 0, nextGain = hasNext ? cells.Read(Gained, run.last) : 0;
        ReplaceBySumBefore(before, sums);
        double gain = spoilt, factor = binning.scale / (batch.queries * ideal);
        if (run.first < run.last)
        {
            GainBin own(cells.Read(Count, run.first), cells.Read(Gained, run.first), gainPerUnit, before);
#pragma unroll 1
            for (unsigned bin = run.first; bin < run.last; bin++)
            {
                bool inRun = bin + 1 < run.last;
                GainBin later(inRun ? cells.Read(Count, bin + 1) : nextCount, inRun ? cells.Read(Gained, bin + 1) : nextGain, gainPerUnit, before);
                gain += own.gain * own.discount;
                cells.SetSlope(Count, bin, (float)(factor * 0.5 * (own.throughRank + later.throughRank)));
                cells.SetSlope(Gained, bin, (float)(factor * (later.discount - own.discount)));
                own = later;
            }
        }

        __syncthreads();
#pragma unroll 1
        for (unsigned column = threadIdx.x; column < (unsigned)n; column += BlockThreads)
        {
            Place place = binning.Of(products[column]);
            double slope = cells.Slope(Count, place.bin);
            if (affinity[column] > 0)
                slope += Gain(affinity[column]) * cells.Slope(Gained, place.bin);
            slopes[column] = column != query && place.inside ? (float)slope : 0;
        }

        gain = BlockSum(gain);
        if (threadIdx.x == 0)
            batch.losses[query] = (1 - gain / ideal) / batch.queries;
    }
}

extern __shared__ unsigned sharedCells[];

// losses = per query (1 - AP) / queries, 0 for rows without relevant items; g = the derivative of their sum.
extern "C" __global__ void __launch_bounds__(BlockThreads)
vdsh_average_precision(
    const float* __restrict__ p, int ldp, const float* __restrict__ a, int lda, int n, int bits, int bins, double scale,
    const double* __restrict__ queries, float* __restrict__ g, int ldg, unsigned* __restrict__ cells, double* __restrict__ losses)
{
    const Batch batch = {p, a, g, losses, ldp, lda, ldg, n, *queries};
    const Binning binning = {bits, bins, scale};
    const unsigned count = (unsigned)bins + 1;
    if (cells == nullptr)
        RankByPrecision(batch, binning, {sharedCells, count});
    else
        RankByPrecision(batch, binning, {cells + blockIdx.x * 4LL * count, count});
}

// losses = per query (1 - NDCG) / queries, 0 for rows without relevant items; g = the derivative of their sum.
extern "C" __global__ void __launch_bounds__(BlockThreads)
vdsh_ndcg(
    const float* __restrict__ p, int ldp, const float* __restrict__ a, int lda, int n, int bits, int bins, double scale,
    const double* __restrict__ queries, float* __restrict__ g, int ldg, unsigned* __restrict__ cells, double* __restrict__ losses)
{
    const Batch batch = {p, a, g, losses, ldp, lda, ldg, n, *queries};
    const Binning binning = {bits, bins, scale};
    const unsigned count = (unsigned)bins + 1;
    if (cells == nullptr)
        RankByGain(batch, binning, {sharedCells, count});
    else
        RankByGain(batch, binning, {cells + blockIdx.x * 4LL * count, count});
}
