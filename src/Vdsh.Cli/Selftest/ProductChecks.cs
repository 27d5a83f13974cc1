// Matrix products and the steps built on them: nearly all of the arithmetic of training.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;

namespace Vdsh.Cli.Selftest;

internal static class ProductChecks
{
    private static readonly (int M, int N, int K, bool View)[] Small = [(1, 1, 1, false), (1, 48, 785, false), (97, 101, 103, false), (33, 47, 65, true)];
    private static readonly (int M, int N, int K, bool View)[] Training = [(256, 1024, 1025, false), (256, 48, 1025, false)];

    /// <param name="quick">Small shapes only.</param>
    /// <param name="tolerance">Largest error of a product, relative to the sum of its terms' sizes.</param>
    public static IEnumerable<OperationCheck> All(bool quick, double tolerance)
    {
        foreach (var (m, n, k, view) in quick ? Small : [.. Small, .. Training])
        {
            string shape = $"{m} x {n} x {k}{(view ? " view" : "")}";
            foreach ((Transpose a, Transpose b, string form) in Forms)
                yield return new("Multiply", $"{shape}, {form}", tolerance, Work.Product(m, n, k), bench => Multiply(bench, m, n, k, view, a, b, 1, 0));
            yield return new("Multiply", $"{shape}, 0.5 A B - 1.5 C", tolerance, Work.Product(m, n, k),
                bench => Multiply(bench, m, n, k, view, Transpose.No, Transpose.No, 0.5f, -1.5f));
            foreach (Activation activation in Enum.GetValues<Activation>())
                yield return new("Affine", $"{shape}, {activation}", tolerance, Work.Product(m, n, k), bench => Affine(bench, m, n, k, view, activation, bad: false));
            yield return new("BackMultiplier", shape, tolerance, Work.Product(m, n, k), bench => BackMultiplier(bench, m, n, k, view));
            yield return new("TrustRegionStep", $"{shape}, within the limit", tolerance, Work.None,
                bench => TrustRegion(bench, m, n, k, view, 100, DecayTarget.Zero));
            yield return new("TrustRegionStep", $"{shape}, shortened", tolerance, Work.None,
                bench => TrustRegion(bench, m, n, k, view, 0.01f, DecayTarget.Identity));
            yield return new("TrustRegionStep", $"{shape}, no limit", tolerance, Work.Floats(3.0 * n * k),
                bench => TrustRegion(bench, m, n, k, view, float.PositiveInfinity, DecayTarget.Identity));
        }
        yield return new("Affine", "40 x 50 x 300, Relu, NaN and inf", tolerance, Work.None, bench => Affine(bench, 40, 50, 300, false, Activation.Relu, bad: true));
        foreach (var (rows, columns, view) in (CheckShape[])[new(1, 1), new(1, 3), new(70, 257), new(33, 65, View: true), .. quick ? [] : (CheckShape[])[new(256, 1025)]])
        {
            // Half of a full product: the moment is symmetric. The terms of a diagonal element are all positive, so that roundings do not cancel.
            yield return new("GramMoment", $"{rows} x {columns}{(view ? " view" : "")}", 3 * tolerance, new Work(WorkKind.Arithmetic, (double)rows * columns * columns),
                bench => Gram(bench, rows, columns, view));
        }
    }

    private static IEnumerable<(Transpose A, Transpose B, string Form)> Forms =>
    [
        (Transpose.No, Transpose.No, "A B"), (Transpose.No, Transpose.Yes, "A B^T"), (Transpose.Yes, Transpose.No, "A^T B"), (Transpose.Yes, Transpose.Yes, "A^T B^T"),
    ];

    private static PreparedCheck Multiply(TestBench bench, int m, int n, int k, bool view, Transpose transposeA, Transpose transposeB, float alpha, float beta)
    {
        bool turnA = transposeA == Transpose.Yes, turnB = transposeB == Transpose.Yes;
        TestMatrix a = turnA ? bench.Draw(k, m, view) : bench.Draw(m, k, view), b = turnB ? bench.Draw(n, k, view) : bench.Draw(k, n, view);
        TestMatrix c = beta == 0 ? bench.Output(m, n, view) : bench.Draw(m, n, view);
        return new PreparedCheck(
            () => bench.Backend.Multiply(a.Device, transposeA, b.Device, transposeB, alpha, beta, c.Device),
            () =>
            {
                ReferenceProduct product = ReferenceProduct.Of(a.Values, turnA, b.Values, turnB);
                return Difference.Largest(c.Download(), (i, j) =>
                {
                    double old = beta == 0 ? 0 : (double)beta * c.Values[i, j];
                    return (alpha * product.Values[i, j] + old, alpha * product.Magnitudes[i, j] + Math.Abs(old));
                });
            });
    }

    private static PreparedCheck Affine(TestBench bench, int n, int outputs, int inputs, bool view, Activation activation, bool bad)
    {
        TestMatrix input = bench.Draw(n, inputs, view), weights = bench.Draw(inputs, outputs, view), output = bench.Output(n, outputs, view);
        TestMatrix sums = bench.Output(Math.Min(n, 32), outputs, view);
        if (bad)
        {
            input.Values[7, inputs - 1] = float.NaN;
            input.Values[20, 3] = float.PositiveInfinity;
            bench.Backend.Upload(input.Values, input.Device);
        }
        return new PreparedCheck(() => bench.Backend.Affine(input.Device, weights.Device, activation, output.Device, sums.Device), () =>
        {
            ReferenceProduct product = ReferenceProduct.Of(input.Values, false, weights.Values, false);
            double error = Difference.Largest(sums.Download(), (i, j) => (product.Values[i, j], product.Magnitudes[i, j]));
            return Math.Max(error, Difference.Largest(output.Download(), (i, j) =>
            {
                double value = product.Values[i, j];
                return (activation == Activation.Relu && value <= 0 ? 0 : value, product.Magnitudes[i, j]);
            }));
        });
    }

    private static PreparedCheck BackMultiplier(TestBench bench, int n, int below, int above, bool view)
    {
        TestMatrix multiplier = bench.Draw(n, above, view), weights = bench.Draw(below, above, view), activations = bench.Draw(n, below, view);
        foreach (ref float value in activations.Values.AsSpan())
            value = Math.Max(value, 0);
        bench.Backend.Upload(activations.Values, activations.Device);
        TestMatrix output = bench.Output(n, below, view);
        return new PreparedCheck(() => bench.Backend.BackMultiplier(multiplier.Device, weights.Device, activations.Device, output.Device), () =>
        {
            ReferenceProduct product = ReferenceProduct.Of(multiplier.Values, false, weights.Values, true);
            return Difference.Largest(
                output.Download(), (i, j) => activations.Values[i, j] > 0 ? (product.Values[i, j], product.Magnitudes[i, j]) : (0, 0));
        });
    }

    private static PreparedCheck TrustRegion(TestBench bench, int rows, int outputs, int inputs, bool view, float limit, DecayTarget target)
    {
        const float Eta = 0.2f, Decay = 0.001f, Ridge = 0.5f;
        TestMatrix sample = bench.Draw(Math.Min(rows, 32), inputs, view), weights = bench.Draw(inputs, outputs, view), velocity = bench.Draw(inputs, outputs, view);
        double[,] product = ReferenceProduct.Of(sample.Values, false, weights.Values, false).Values;
        float[,] rounded = new float[sample.Rows, outputs];
        for (int i = 0; i < product.Length; i++)
            rounded[i / outputs, i % outputs] = (float)product[i / outputs, i % outputs];
        TestMatrix ridge = bench.Scalar(Ridge), sums = bench.Place(rounded, view);
        return new PreparedCheck(
            () => bench.Backend.TrustRegionStep(sample.Device, sums.Device, weights.Device, velocity.Device, Eta, limit, Decay, ridge.Device, target),
            () =>
            {
                double change = Norm(ReferenceProduct.Of(sample.Values, false, velocity.Values, false).Values), size = Norm(product);
                double step = Eta * Math.Min(1, limit / (Eta * change / size)), keep = 1 - (double)Eta * Decay / Ridge;
                return Difference.Largest(weights.Download(), (i, j) =>
                {
                    double pull = target == DecayTarget.Identity && i == j ? 1 - keep : 0;
                    double old = (keep * weights.Values[i, j]) + pull, move = step * velocity.Values[i, j];
                    return (old + move, Math.Abs(old) + Math.Abs(move));
                });
            });
    }

    private static PreparedCheck Gram(TestBench bench, int rows, int columns, bool view)
    {
        const float Keep = 0.95f;
        TestMatrix z = bench.Draw(rows, columns, view), moment = bench.Output(columns, columns, view);
        return new PreparedCheck(() => bench.Backend.GramMoment(z.Device, 0, moment.Device), () =>
        {
            ReferenceProduct product = ReferenceProduct.Of(z.Values, true, z.Values, false);
            float[,] first = moment.Download();
            double error = LowerDifference(first);
            bench.Backend.GramMoment(z.Device, Keep, moment.Device);
            // keep S + (1 - keep) S = S, so that the second must be what the first was.
            return Math.Max(error, LowerDifference(moment.Download()));

            // Above the diagonal anything may be.
            double LowerDifference(float[,] values) => Difference.Largest(
                values, (i, j) => j > i ? (values[i, j], 1) : (product.Values[i, j] / rows, product.Magnitudes[i, j] / rows));
        });
    }

    private static double Norm(double[,] values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value * value;
        return Math.Sqrt(sum);
    }
}
