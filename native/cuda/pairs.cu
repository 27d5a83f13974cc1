// The likelihoods of pairs and of triplets: from the products of all codes of a batch to the loss and its derivative with respect to each product.
//
// Shapes    p (products), a (affinity, labels shared), g (derivative): n x n, row-major float32; partial: 128 doubles; losses: n doubles; counts: one
//           double each. Items are relevant to one another where a > 0; the diagonal is left out, g is 0 there.
// Geometry  pair_counts, pair_likelihood, anchor_counts: 128 blocks of 256 threads, as the reductions; anchor_counts a warp per row.
//           triplet_likelihood: one block of 256 threads per anchor, grid min(n, 65535) with a stride over anchors.
// Shared    triplet_likelihood keeps the anchor's lists, 8 B for each item taken, in dynamic shared memory where they have at most 16 KiB (the
//           launch gives exactly that size and null lists); otherwise in lists, 8 listLength B of global memory per block.
// Roofline  pair_counts 4 B and 1 double operation per pair; pair_likelihood 12 B, about 45 single and 2 double operations: memory-bound on A100
//           and H100. triplet_likelihood: per triplet about 50 single and 1 double operation and no memory, 12 B per pair: bound by operations.
// Versions  1. Considered and left out: one pass over the triplets, which would have to add up over threads for every positive or keep eight
//           sums per negative; its second exponential costs less. A logarithm per triplet: the one of a product of 120 factors serves all.
// Values    NaN is passed on. Terms are those of the CPU backend to the last bit, sums are double. No atomics.
#include "functions.cuh"
#include "geometry.cuh"
#include "warps.cuh"

// partial = per block, the number of relevant ordered pairs.
extern "C" __global__ void __launch_bounds__(ReductionThreads)
vdsh_pair_counts(const float* __restrict__ a, int lda, int n, double* __restrict__ partial)
{
    double count = SumElements(n, n, [=](long long row, unsigned column) {
        return row != column && a[Offset(row, lda, column)] > 0 ? 1.0 : 0.0;
    });
    StoreBlockSum<ReductionThreads>(count, partial + blockIdx.x);
}

// With u = -p/2 for a relevant pair and p/2 otherwise: g = w sigmoid(u) du/dp, partial = per block the sum of w softplus(u), where w is 1/2
// over the number of pairs of that kind.
extern "C" __global__ void __launch_bounds__(ReductionThreads)
vdsh_pair_likelihood(
    const float* __restrict__ p, int ldp, const float* __restrict__ a, int lda, int n, const double* __restrict__ relevantPairs, float* __restrict__ g,
    int ldg, double* __restrict__ partial)
{
    double relevantCount = *relevantPairs;
    // Without pairs of a kind its weight is never used.
    float relevantWeight = (float)(0.5 / relevantCount), irrelevantWeight = (float)(0.5 / ((double)n * (n - 1.0) - relevantCount));
    double sum = SumElements(n, n, [=](long long row, unsigned column) {
        float slope = 0;
        double term = 0;
        if (row != column)
        {
            bool relevant = a[Offset(row, lda, column)] > 0;
            float half = relevant ? -0.5f : 0.5f, weight = relevant ? relevantWeight : irrelevantWeight;
            float u = Multiply(half, p[Offset(row, ldp, column)]), t = ExponentialOfNegative(-Magnitude(u));
            slope = Multiply(Multiply(weight, half), Sigmoid(u, t));
            term = (double)weight * Add(u < 0 ? 0 : u, LogarithmOfOnePlus(t));
        }

        g[Offset(row, ldg, column)] = slope;
        return term;
    });
    StoreBlockSum<ReductionThreads>(sum, partial + blockIdx.x);
}

// partial = per block, the number of rows with a relevant item and, where it is asked for, an irrelevant one.
extern "C" __global__ void __launch_bounds__(BlockThreads)
vdsh_anchor_counts(const float* __restrict__ a, int lda, int n, int needsIrrelevant, double* __restrict__ partial)
{
    double count = 0;
#pragma unroll 1
    for (long long row = blockIdx.x * BlockWarps + Warp(); row < n; row += ReductionBlocks * BlockWarps)
    {
        unsigned relevantLanes = 0, irrelevantLanes = needsIrrelevant != 0 ? 0 : WholeWarp;
#pragma unroll 1
        for (unsigned first = 0; first < (unsigned)n && (relevantLanes == 0 || irrelevantLanes == 0); first += WarpSize)
        {
            unsigned column = first + Lane();
            bool candidate = column < (unsigned)n && column != row, relevant = candidate && a[Offset(row, lda, column)] > 0;
            relevantLanes |= Ballot(relevant);
            irrelevantLanes |= Ballot(candidate && !relevant);
        }

        count += Lane() == 0 && relevantLanes != 0 && irrelevantLanes != 0 ? 1 : 0;
    }

    StoreBlockSum<BlockThreads>(count, partial + blockIdx.x);
}

// What an anchor is compared with: p/2 of the positives from the front and of the negatives from the back, and their columns.
struct TripletLists
{
    float* values;
    int* columns;
    int length;
    int positives;
    int negatives;

    __device__ float Negative(int index) const { return values[length - 1 - index]; }
};

// margin - positive + negative, the difference first: where large products nearly cancel it is exact, and the margin is not lost in their last place.
DEVICE float Excess(float positive, float negative, float margin) { return Add(Add(negative, -positive), margin); }

// The column where the walk of an anchor starts: the finaliser of SplitMix64 on seed and anchor.
DEVICE unsigned WalkStart(unsigned long long seed, long long anchor, int n)
{
    unsigned long long z = seed + ((unsigned long long)anchor + 1) * 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
    return (unsigned)z % (unsigned)n;
}

// Takes the first positives and negatives met on a cyclic walk over the row, and clears the row of the derivative. Ends with a barrier.
DEVICE void TakeItems(
    const float* __restrict__ p, const float* __restrict__ a, int n, long long anchor, unsigned start, int maxPositives, int maxNegatives,
    float* __restrict__ g, TripletLists& lists)
{
    // Two tiles in turn, so that one barrier per tile is enough.
    __shared__ int tilePositives[2][BlockWarps], tileNegatives[2][BlockWarps];
    const unsigned earlierLanes = (1u << Lane()) - 1;
#pragma unroll 1
    for (unsigned column = threadIdx.x; column < (unsigned)n; column += BlockThreads)
        g[column] = 0;

    int positives = 0, negatives = 0;
    unsigned tile = 0;
#pragma unroll 1
    for (unsigned first = 0; first < (unsigned)n && (positives < maxPositives || negatives < maxNegatives); first += BlockThreads, tile ^= 1)
    {
        unsigned step = first + threadIdx.x, column = start + step;
        column -= column >= (unsigned)n ? n : 0;
        bool candidate = step < (unsigned)n && column != anchor, relevant = candidate && a[column] > 0, irrelevant = candidate && !relevant;
        unsigned relevantLanes = Ballot(relevant), irrelevantLanes = Ballot(irrelevant);
        if (Lane() == 0)
        {
            tilePositives[tile][Warp()] = Ones(relevantLanes);
            tileNegatives[tile][Warp()] = Ones(irrelevantLanes);
        }

        __syncthreads();
        int positive = positives + Ones(relevantLanes & earlierLanes), negative = negatives + Ones(irrelevantLanes & earlierLanes);
#pragma unroll 1
        for (unsigned warp = 0; warp < BlockWarps; warp++)
        {
            positive += warp < Warp() ? tilePositives[tile][warp] : 0;
            negative += warp < Warp() ? tileNegatives[tile][warp] : 0;
            positives += tilePositives[tile][warp];
            negatives += tileNegatives[tile][warp];
        }

        if ((relevant && positive < maxPositives) || (irrelevant && negative < maxNegatives))
        {
            int place = relevant ? positive : lists.length - 1 - negative;
            lists.values[place] = Multiply(0.5f, p[column]);
            lists.columns[place] = (int)column;
        }
    }

    lists.positives = positives < maxPositives ? positives : maxPositives;
    lists.negatives = negatives < maxNegatives ? negatives : maxNegatives;
    __syncthreads();
}

// g of the positives, a warp for each; returns this thread's share of the sum of softplus(x).
DEVICE double TripletsByPositive(const TripletLists& lists, float margin, double half, float* __restrict__ g)
{
    enum
    {
        FactorsPerLogarithm = 120,
    };
    double sum = 0;
    float product = 1;
    int factors = 0;
#pragma unroll 1
    for (int positive = Warp(); positive < lists.positives; positive += BlockWarps)
    {
        float value = lists.values[positive];
        double slopes = 0;
#pragma unroll 1
        for (int negative = Lane(); negative < lists.negatives; negative += WarpSize)
        {
            float x = Excess(value, lists.Negative(negative), margin), t = ExponentialOfNegative(-Magnitude(x));
            slopes += Sigmoid(x, t);
            sum += x < 0 ? 0 : x;

            // softplus(x) = max(x, 0) + log(1 + t); each factor is at most 2, so their product stays finite.
            product = Multiply(product, Add(t, 1.0f));
            if (++factors == FactorsPerLogarithm)
            {
                sum += Logarithm(product);
                product = 1;
                factors = 0;
            }
        }

        slopes = WarpSum(slopes);
        if (Lane() == 0)
            g[lists.columns[positive]] = (float)(-half * slopes);
    }

    return sum + Logarithm(product);
}

// g of the negatives, a thread for each.
DEVICE void TripletsByNegative(const TripletLists& lists, float margin, double half, float* __restrict__ g)
{
#pragma unroll 1
    for (int negative = threadIdx.x; negative < lists.negatives; negative += BlockThreads)
    {
        float value = lists.Negative(negative);
        double slopes = 0;
#pragma unroll 1
        for (int positive = 0; positive < lists.positives; positive++)
        {
            float x = Excess(lists.values[positive], value, margin);
            slopes += Sigmoid(x, ExponentialOfNegative(-Magnitude(x)));
        }

        g[lists.columns[lists.length - 1 - negative]] = (float)(half * slopes);
    }
}

DEVICE void EvaluateAnchors(
    const float* __restrict__ p, int ldp, const float* __restrict__ a, int lda, int n, float margin, int maxPositives, int maxNegatives,
    unsigned long long seed, double anchors, float* __restrict__ g, int ldg, int* memory, int listLength, double* __restrict__ losses)
{
#pragma unroll 1
    for (long long anchor = blockIdx.x; anchor < n; anchor += gridDim.x)
    {
        TripletLists lists = {(float*)memory, memory + listLength, listLength, 0, 0};
        float* row = g + anchor * ldg;
        TakeItems(p + anchor * ldp, a + anchor * lda, n, anchor, WalkStart(seed, anchor, n), maxPositives, maxNegatives, row, lists);
        double loss = 0;
        if (lists.positives > 0 && lists.negatives > 0)
        {
            double weight = 1.0 / ((double)lists.positives * lists.negatives * anchors);
            loss = TripletsByPositive(lists, margin, 0.5 * weight, row) * weight;
            TripletsByNegative(lists, margin, 0.5 * weight, row);
        }

        loss = BlockSum(loss);
        if (threadIdx.x == 0)
            losses[anchor] = loss;
    }
}

extern __shared__ int sharedLists[];

// With x = margin - p_ip/2 + p_in/2: losses = per anchor i the mean of softplus(x) over its pairs (p, n) over the number of anchors that have any,
// g = the derivative of the sum of losses.
extern "C" __global__ void __launch_bounds__(BlockThreads)
vdsh_triplet_likelihood(
    const float* __restrict__ p, int ldp, const float* __restrict__ a, int lda, int n, float margin, int maxPositives, int maxNegatives,
    unsigned long long seed, const double* __restrict__ anchors, float* __restrict__ g, int ldg, int* __restrict__ lists, int listLength,
    double* __restrict__ losses)
{
    if (lists == nullptr)
        EvaluateAnchors(p, ldp, a, lda, n, margin, maxPositives, maxNegatives, seed, *anchors, g, ldg, sharedLists, listLength, losses);
    else
        EvaluateAnchors(
            p, ldp, a, lda, n, margin, maxPositives, maxNegatives, seed, *anchors, g, ldg, lists + blockIdx.x * 2LL * listLength, listLength, losses);
}
