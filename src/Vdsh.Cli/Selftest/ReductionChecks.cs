// Sums over whole matrices: where a missing element or an unordered sum hides among thousands.
using Vdsh.Compute;

namespace Vdsh.Cli.Selftest;

internal static class ReductionChecks
{
    private const double DoubleRounding = 1e-11;
    private const double SingleRounding = 1e-6;

    public static IEnumerable<OperationCheck> All(bool quick) => CheckShape.Elementwise(quick).SelectMany(OfShape).Prepend(new("AllocateSums", "1000 sums", 0, Work.None, bench =>
    {
        double[] values = [.. Enumerable.Repeat(double.NaN, 1000)];
        return new PreparedCheck(
            () =>
            {
                using DeviceSums sums = bench.Backend.AllocateSums(values.Length);
                bench.Backend.Read(sums, values);
            },
            () => Difference.Unless(values.All(value => value == 0)));
    }));

    private static IEnumerable<OperationCheck> OfShape(CheckShape shape)
    {
        var (rows, columns, view) = shape;
        yield return new("Dot", $"{shape}", DoubleRounding, Work.Floats(2 * shape.Count), bench =>
        {
            TestMatrix a = bench.Draw(rows, columns, view), b = bench.Draw(rows, columns, view);
            double result = 0;
            return new PreparedCheck(() => result = bench.Backend.Dot(a.Device, b.Device), () => Error(result, a, b));
        });
        yield return new("Read", $"{shape}, three sums", DoubleRounding, Work.None, bench =>
        {
            TestMatrix a = bench.Draw(rows, columns, view), b = bench.Draw(rows, columns, view);
            double[] values = new double[3];
            return new PreparedCheck(
                () =>
                {
                    using DeviceSums sums = bench.Backend.AllocateSums(3);
                    bench.Backend.Dot(a.Device, a.Device, sums, 0);
                    bench.Backend.Dot(a.Device, b.Device, sums, 1);
                    bench.Backend.Dot(b.Device, b.Device, sums, 2);
                    bench.Backend.Read(sums, values);
                },
                () => Math.Max(Error(values[0], a, a), Math.Max(Error(values[1], a, b), Error(values[2], b, b))));
        });
        yield return Finite(shape, "all finite", null);
        yield return Required(shape, "all finite", null);
        foreach ((string name, float bad) in ((string, float)[])[("NaN", float.NaN), ("+inf", float.PositiveInfinity), ("-inf", float.NegativeInfinity)])
        {
            yield return Finite(shape, $"one {name}", bad);
            yield return Required(shape, $"one {name} refused", bad);
        }
        yield return new("SquaredHinge", $"{shape}", SingleRounding, Work.Floats(3 * shape.Count), bench => Hinge(bench, shape, bad: false));
        yield return new("SquaredHinge", $"{shape}, one NaN", SingleRounding, Work.None, bench => Hinge(bench, shape, bad: true));
    }

    private static double Error(double result, TestMatrix a, TestMatrix b)
    {
        double sum = 0, magnitude = 0;
        for (int i = 0; i < a.Values.GetLength(0); i++)
        {
            for (int j = 0; j < a.Values.GetLength(1); j++)
            {
                double term = (double)a.Values[i, j] * b.Values[i, j];
                sum += term;
                magnitude += Math.Abs(term);
            }
        }
        return Difference.Of(result, sum, magnitude);
    }

    private static OperationCheck Finite(CheckShape shape, string particulars, float? bad)
        => new("AllFinite", $"{shape}, {particulars}", 0, bad is null ? Work.Floats(shape.Count) : Work.None, bench =>
        {
            TestMatrix matrix = Spoiled(bench, shape, bad);
            bool result = false;
            return new PreparedCheck(() => result = bench.Backend.AllFinite(matrix.Device), () => Difference.Unless(result == bad is null));
        });

    private static OperationCheck Required(CheckShape shape, string particulars, float? bad)
        => new("RequireFinite", $"{shape}, {particulars}", 0, Work.None, bench =>
        {
            TestMatrix matrix = Spoiled(bench, shape, bad), after = bench.Scalar(3);
            bool refused = false;
            bool works = false;
            return new PreparedCheck(
                () =>
                {
                    try
                    {
                        bench.Backend.RequireFinite(matrix.Device);

                        // A device may refuse only with the next value that is asked for.
                        bench.Backend.AllFinite(after.Device);
                    }
                    catch (ArithmeticException)
                    {
                        refused = true;
                    }
                    works = bench.Backend.AllFinite(after.Device);
                },
                () => Difference.Unless(works && refused == bad is not null));
        });

    private static TestMatrix Spoiled(TestBench bench, CheckShape shape, float? bad)
    {
        TestMatrix matrix = bench.Draw(shape.Rows, shape.Columns, shape.View);
        if (bad is float value)
        {
            matrix.Values[bench.Random.NextInt32(shape.Rows), bench.Random.NextInt32(shape.Columns)] = value;
            bench.Backend.Upload(matrix.Values, matrix.Device);
        }
        return matrix;
    }

    private static PreparedCheck Hinge(TestBench bench, CheckShape shape, bool bad)
    {
        var (rows, columns, view) = shape;
        TestMatrix outputs = bench.Draw(rows, columns, view, scale: 3), targets = bench.DrawSigns(rows, columns, view), gradient = bench.Output(rows, columns, view);
        if (bad)
        {
            outputs.Values[rows - 1, columns - 1] = float.NaN;
            bench.Backend.Upload(outputs.Values, outputs.Device);
        }
        double loss = 0;
        return new PreparedCheck(() => loss = bench.Backend.SquaredHinge(outputs.Device, targets.Device, gradient.Device), () =>
        {
            double sum = 0, magnitude = 0;
            double error = Difference.Largest(gradient.Download(), (i, j) =>
            {
                double t = targets.Values[i, j], h = outputs.Values[i, j], margin = Math.Max(0, 1 - t * h), size = 1 + Math.Abs(h);
                sum += margin * margin / 2;
                magnitude += size * size / 2;
                return (-t * margin, size);
            });
            return Math.Max(error, Difference.Of(loss, sum, magnitude));
        });
    }
}
