// What scores items against class centres, with scores so large that an exponential without its shift would overflow.
using Vdsh.Compute;

namespace Vdsh.Cli.Selftest;

internal static class ClassChecks
{
    private const double Rounding = 2e-6;

    public static IEnumerable<OperationCheck> All(bool quick)
    {
        foreach (CheckShape shape in (CheckShape[])[new(1, 1), new(5, 10), new(33, 65, View: true), new(7, 1000), .. quick ? [] : (CheckShape[])[new(256, 100), new(8192, 1000)]])
        {
            yield return new("SoftmaxCrossEntropy", $"{shape}", Rounding, Work.Floats(3 * shape.Count), bench => Softmax(bench, shape));
            yield return new("MoveCentres", $"{shape}", Rounding, Work.Floats(3 * shape.Count), bench => Move(bench, shape));
            yield return new("Force", $"{shape}, double well", Rounding, Work.Floats(3 * shape.Count), bench => DoubleWell(bench, shape));
        }
    }

    private static PreparedCheck Softmax(TestBench bench, CheckShape shape)
    {
        var (rows, classes, view) = shape;
        TestMatrix scores = bench.Draw(rows, classes, view, scale: 60), difference = bench.Output(rows, classes, view);
        float[,] shares = new float[rows, classes];
        // Every fourth item has no label.
        for (int i = 0; i < rows; i++)
        {
            for (int label = 0; label < 2 && i % 4 != 3; label++)
                shares[i, bench.Random.NextInt32(classes)] += 0.5f;
        }
        TestMatrix targets = bench.Place(shares, view);
        double loss = 0;
        return new PreparedCheck(() => loss = bench.Backend.SoftmaxCrossEntropy(scores.Device, targets.Device, difference.Device), () =>
        {
            double expected = 0, magnitude = 1;
            double[] highest = new double[rows], sums = new double[rows];
            for (int i = 0; i < rows; i++)
            {
                double[] row = [.. Enumerable.Range(0, classes).Select(c => (double)scores.Values[i, c])];
                highest[i] = row.Max();
                sums[i] = row.Sum(score => Math.Exp(score - highest[i]));
                for (int c = 0; c < classes; c++)
                {
                    double term = shares[i, c] * (highest[i] + Math.Log(sums[i]) - row[c]);
                    expected += term;
                    magnitude += Math.Abs(term);
                }
            }
            double error = Difference.Largest(difference.Download(), (i, c)
                => (i % 4 == 3 ? 0 : (Math.Exp(scores.Values[i, c] - highest[i]) / sums[i]) - shares[i, c], 1));
            return Math.Max(error, Difference.Of(loss, expected, magnitude));
        });
    }

    private static PreparedCheck Move(TestBench bench, CheckShape shape)
    {
        const float Rate = 0.125f;
        var (classes, bits, view) = shape;
        TestMatrix means = bench.Draw(classes, bits, view), start = bench.Draw(classes, bits + 1), centres = bench.Output(classes, bits + 1, view);
        float[,] counts = new float[classes, 1];
        for (int c = 0; c < classes; c++)
            counts[c, 0] = bench.Random.NextInt32(3);
        TestMatrix presence = bench.Place(counts, view);
        return new PreparedCheck(
            () =>
            {
                bench.Backend.Copy(start.Device, centres.Device);
                bench.Backend.MoveCentres(means.Device, presence.Device, Rate, centres.Device);
            },
            () =>
            {
                double[] squares = new double[classes];
                double Moved(int c, int j) => counts[c, 0] > 0 ? ((1 - Rate) * start.Values[c, j]) + (Rate * means.Values[c, j]) : start.Values[c, j];
                for (int c = 0; c < classes; c++)
                    squares[c] = Enumerable.Range(0, bits).Sum(j => Moved(c, j) * Moved(c, j));
                return Difference.Largest(centres.Download(), (c, j) => j == bits
                    ? (-squares[c] / 2, squares[c])
                    : (Moved(c, j), Math.Abs(start.Values[c, j]) + Math.Abs(means.Values[c, j])));
            });
    }

    private static PreparedCheck DoubleWell(TestBench bench, CheckShape shape)
    {
        const float Scale = 0.8f, Strength = 0.7f, Pull = 0.3f, Clip = 2f;
        TestMatrix gradient = bench.Draw(shape.Rows, shape.Columns, shape.View), outputs = bench.Draw(shape.Rows, shape.Columns, shape.View, scale: 2);
        TestMatrix force = bench.Output(shape.Rows, shape.Columns, shape.View), scale = bench.Scalar(Scale);
        return new PreparedCheck(
            () => bench.Backend.Force(
                gradient.Device, outputs.Device, scale.Device, 1f, Strength, Pull, QuantizationPull.DoubleWell, Clip, force.Device),
            () => Difference.Largest(force.Download(), (i, j) =>
            {
                double push = -(double)Strength * gradient.Values[i, j] / Scale, h = Math.Clamp(outputs.Values[i, j], -2.0, 2.0);
                return (Math.Clamp(push - (Pull / 2 * ((h * h) - 1) * h), -Clip, Clip), Math.Abs(push) + 1);
            }));
    }
}
