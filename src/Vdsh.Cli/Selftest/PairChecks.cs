// The objectives over pairs: one row too many or too few in a histogram or a list of triplets changes every number a little and none of them much.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;

namespace Vdsh.Cli.Selftest;

internal static class PairChecks
{
    private const double Rounding = 1e-5;

    // Where all slopes vanish, the reference's differences count for nothing.
    private const double Vanishing = 1e-6;
    private const int Every = int.MaxValue;

    private delegate double Operation(IComputeBackend backend, DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient);

    private delegate double Reference(double[,] products, double[,] affinity, double[,] pairGradient);

    public static IEnumerable<OperationCheck> All(bool quick)
    {
        foreach (CheckShape shape in (CheckShape[])[new(1, 1), new(7, 7), new(33, 33, View: true), new(130, 130), .. quick ? [] : (CheckShape[])[new(256, 256)]])
        {
            yield return Check("PairLikelihood", shape, "", (b, p, a, m) => b.PairLikelihood(p, a, m), PairReference.PairLikelihood);
            foreach (var (positives, negatives) in ((int, int)[])[(Every, Every), (3, 5)])
            {
                yield return Check("TripletLikelihood", shape, positives == Every ? ", all" : ", sampled",
                    (b, p, a, m) => b.TripletLikelihood(p, a, 4.8f, positives, negatives, 11, m),
                    (p, a, m) => PairReference.TripletLikelihood(p, a, 4.8f, positives, negatives, 11, m));
            }
            foreach (var (bits, bins) in ((int, int)[])[(16, 16), (48, 24)])
            {
                yield return Check("AveragePrecisionRelaxation", shape, $", {bits} bits", (b, p, a, m) => b.AveragePrecisionRelaxation(p, a, bits, bins, m),
                    (p, a, m) => PairReference.AveragePrecision(p, a, bits, bins, m));
                yield return Check("NdcgRelaxation", shape, $", {bits} bits", (b, p, a, m) => b.NdcgRelaxation(p, a, bits, bins, m),
                    (p, a, m) => PairReference.Ndcg(p, a, bits, bins, m));
            }
        }
    }

    private static OperationCheck Check(string name, CheckShape shape, string particulars, Operation operation, Reference reference)
        => new(name, $"{shape}{particulars}", Rounding, Work.Floats(3 * shape.Count), bench =>
        {
            int n = shape.Rows;
            TestMatrix products = bench.Place(DrawProducts(bench, n), shape.View), affinity = bench.Place(DrawAffinity(bench, n), shape.View), m = bench.Output(n, n, shape.View);
            double loss = 0;
            return new PreparedCheck(() => loss = operation(bench.Backend, products.Device, affinity.Device, m.Device), () =>
            {
                double[,] expected = new double[n, n];
                double expectedLoss = reference(Doubles(products.Values), Doubles(affinity.Values), expected);
                // All elements become parts of the same sums, so they are measured by the largest.
                double largest = Math.Max(Vanishing, expected.Cast<double>().Max(Math.Abs));
                double error = Difference.Largest(m.Download(), (i, j) => (expected[i, j], largest));
                return Math.Max(error, Difference.Of(loss, expectedLoss, Math.Max(0.1, Math.Abs(expectedLoss))));
            });
        });

    // Multiples of 1/1024: no rounding decides on which side of a bin's edge a distance lies.
    private static float[,] DrawProducts(TestBench bench, int n)
    {
        float[,] products = new float[n, n];
        foreach (ref float product in products.AsSpan())
            product = (float)(Math.Round(5 * bench.Random.NextGaussian() * 1024) / 1024);
        return products;
    }

    // Labels of up to three of five classes; some items have none.
    private static float[,] DrawAffinity(TestBench bench, int n)
    {
        bool[,] labels = new bool[n, 5];
        for (int i = 0; i < n; i++)
        {
            for (int draw = bench.Random.NextInt32(4); draw > 0; draw--)
                labels[i, bench.Random.NextInt32(5)] = true;
        }
        float[,] affinity = new float[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int label = 0; label < 5; label++)
                    affinity[i, j] += labels[i, label] && labels[j, label] ? 1 : 0;
            }
        }
        return affinity;
    }

    private static double[,] Doubles(float[,] values)
    {
        double[,] result = new double[values.GetLength(0), values.GetLength(1)];
        Array.Copy(values, result, values.Length);
        return result;
    }
}
