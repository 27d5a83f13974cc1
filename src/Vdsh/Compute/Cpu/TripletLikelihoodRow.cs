// All triplets of one anchor: the only objective whose work is cubic in the batch, so its inner loop is as short as it can be.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// A row of <see cref="IComputeBackend.TripletLikelihood"/>. softplus(x) = max(x, 0) + log(1 + e^-|x|), and the logarithms of many factors are
/// taken as one of their product, which stays below 2^127.
/// </summary>
internal unsafe struct TripletLikelihoodRow : IQueryOperation
{
    // Each factor is at most 2.
    private const int FactorsPerLogarithm = 120;

    // So irrelevant that the triplet vanishes, for the lanes after the last negative.
    private const float NoItem = -1e30f;

    public Slice Products;
    public Slice Affinity;
    public Slice Gradient;
    public int* RelevantCounts;
    public int Items;
    public int MaxPositives;
    public int MaxNegatives;
    public float Margin;
    public double AnchorWeight;
    public ulong Seed;

    /// <summary>Floats of the work space: positives, negatives and their gradients, each with the columns they came from.</summary>
    public static long WorkspaceFloats(int items) => 5L * (items + Vector<float>.Count);

    public readonly double Apply(int row, float* workspace)
    {
        new Span<float>(Gradient.Row(row), Items).Clear();
        int relevant = RelevantCounts[row], irrelevant = Items - 1 - relevant;
        if (relevant == 0 || irrelevant == 0)
            return 0;
        int room = Items + Vector<float>.Count;
        Lists lists = new()
        {
            Positives = workspace, Negatives = workspace + room, NegativeGradients = workspace + (2 * room),
            PositiveColumns = (int*)(workspace + (3 * room)), NegativeColumns = (int*)(workspace + (4 * room)),
            PositiveCount = Math.Min(relevant, MaxPositives), NegativeCount = Math.Min(irrelevant, MaxNegatives),
        };
        Gather(row, ref lists);
        double triplets = (double)lists.PositiveCount * lists.NegativeCount;
        float half = (float)(0.5 * AnchorWeight / triplets);
        double sum = Evaluate(lists, Margin);
        float* gradient = Gradient.Row(row);
        for (int p = 0; p < lists.PositiveCount; p++)
            gradient[lists.PositiveColumns[p]] = -half * lists.Positives[p];
        for (int n = 0; n < lists.NegativeCount; n++)
            gradient[lists.NegativeColumns[n]] = half * lists.NegativeGradients[n];
        return AnchorWeight * sum / triplets;
    }

    /// <summary>The column where the walk of an anchor starts.</summary>
    public static int Start(ulong seed, int row, int items)
    {
        ulong z = seed + (((ulong)row + 1) * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        return (int)((uint)z % (uint)items);
    }

    // Collects Theta of the positives and of the negatives.
    private readonly void Gather(int row, ref Lists lists)
    {
        float* products = Products.Row(row), affinity = Affinity.Row(row);
        bool all = lists.PositiveCount + lists.NegativeCount == Items - 1;
        int positives = 0, negatives = 0, column = all ? 0 : Start(Seed, row, Items);
        while (positives < lists.PositiveCount || negatives < lists.NegativeCount)
        {
            if (column != row)
            {
                if (affinity[column] > 0)
                {
                    if (positives < lists.PositiveCount)
                    {
                        lists.PositiveColumns[positives] = column;
                        lists.Positives[positives++] = 0.5f * products[column];
                    }
                }
                else if (negatives < lists.NegativeCount)
                {
                    lists.NegativeColumns[negatives] = column;
                    lists.Negatives[negatives++] = 0.5f * products[column];
                }
            }

            if (++column == Items)
                column = 0;
        }

        for (int i = 0; i < Vector<float>.Count; i++)
            lists.Negatives[negatives + i] = NoItem;
        new Span<float>(lists.NegativeGradients, negatives + Vector<float>.Count).Clear();
    }

    // Returns the sum of softplus(x) and replaces each positive by the sum of sigmoid(x) over the negatives, and the other way round.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Evaluate(in Lists lists, float margin)
    {
        float* negatives = lists.Negatives, gradients = lists.NegativeGradients;
        int count = lists.NegativeCount, w = Vector<float>.Count;
        Vector<float> product = Vector<float>.One, margins = new(margin);
        int factors = 0;
        double sum = 0;
        for (int p = 0; p < lists.PositiveCount; p++)
        {
            Vector<float> positive = new(lists.Positives[p]), hinge = default, gradient = default;
            for (int n = 0; n < count; n += w)
            {
                // The difference first: where large products nearly cancel it is exact, and the margin is not lost in their last place.
                Vector<float> x = Vector.Load(negatives + n) - positive + margins;
                Vector<float> t = ExponentialMath.Exp(-Vector.Abs(x));
                Vector<float> sigmoid = ExponentialMath.Sigmoid(x, t);
                hinge += ExponentialMath.Positive(x);
                product *= Vector<float>.One + t;
                gradient += sigmoid;
                (Vector.Load(gradients + n) + sigmoid).Store(gradients + n);
                if (++factors == FactorsPerLogarithm)
                {
                    sum += Vector.Sum(Vector.Log(product));
                    product = Vector<float>.One;
                    factors = 0;
                }
            }

            sum += Vector.Sum(hinge);
            lists.Positives[p] = Vector.Sum(gradient);
        }

        return sum + Vector.Sum(Vector.Log(product));
    }

    private struct Lists
    {
        public float* Positives;
        public float* Negatives;
        public float* NegativeGradients;
        public int* PositiveColumns;
        public int* NegativeColumns;
        public int PositiveCount;
        public int NegativeCount;
    }
}
