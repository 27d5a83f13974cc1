// Moving values and treating each on its own: where row distances, edges and odd values go wrong.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;

namespace Vdsh.Cli.Selftest;

internal static class ElementwiseChecks
{
    private const double Rounding = 5e-7;

    public static IEnumerable<OperationCheck> All(bool quick) => CheckShape.Elementwise(quick).SelectMany(OfShape);

    private static IEnumerable<OperationCheck> OfShape(CheckShape shape)
    {
        var (rows, columns, view) = shape;
        yield return new("Allocate", $"{shape}", 0, Work.None, bench =>
        {
            float[,] values = new float[rows, columns];
            return new PreparedCheck(
                () =>
                {
                    using DeviceMatrix fresh = bench.Backend.Allocate(rows, columns);
                    bench.Backend.Download(fresh, values);
                },
                () => Difference.Exact(values, (_, _) => 0));
        });
        yield return new("Upload", $"{shape}", 0, Work.Transfer(shape.Count), bench =>
        {
            TestMatrix to = bench.Output(rows, columns, view);
            float[,] wide = bench.Draw(rows, columns + 3).Values;
            return new PreparedCheck(
                () => bench.Backend.Upload(new ReadOnlySpan2D<float>(wide).Slice(0, 2, rows, columns), to.Device),
                () => Difference.Exact(to.Download(), (i, j) => wide[i, j + 2]));
        });
        yield return new("Download", $"{shape}", 0, Work.Transfer(shape.Count), bench =>
        {
            TestMatrix from = bench.Draw(rows, columns, view);
            float[,] wide = new float[rows, columns + 3];
            return new PreparedCheck(
                () => bench.Backend.Download(from.Device, new Span2D<float>(wide).Slice(0, 2, rows, columns)),
                () => Difference.Exact(wide, (i, j) => j < 2 || j == columns + 2 ? 0 : from.Values[i, j - 2]));
        });
        yield return new("Copy", $"{shape}", 0, Work.Floats(2 * shape.Count), bench =>
        {
            TestMatrix from = bench.Draw(rows, columns, view), to = bench.Output(rows, columns, view);
            from.Values[0, 0] = float.NaN;
            bench.Backend.Upload(from.Values, from.Device);
            return new PreparedCheck(() => bench.Backend.Copy(from.Device, to.Device), () => Difference.Exact(to.Download(), (i, j) => from.Values[i, j]));
        });
        yield return new("Fill", $"{shape}", 0, Work.Floats(shape.Count), bench =>
        {
            TestMatrix to = bench.Output(rows, columns, view);
            return new PreparedCheck(() => bench.Backend.Fill(to.Device, 0.1f), () => Difference.Exact(to.Download(), (_, _) => 0.1f));
        });
        yield return new("AddScaled", $"{shape}", Rounding, Work.Floats(3 * shape.Count), bench =>
        {
            TestMatrix source = bench.Draw(rows, columns, view), target = bench.Draw(rows, columns, view);
            return new PreparedCheck(
                () => bench.Backend.AddScaled(-0.3f, source.Device, target.Device),
                () => Difference.Largest(target.Download(), (i, j) =>
                {
                    double term = (double)-0.3f * source.Values[i, j], old = target.Values[i, j];
                    return (old + term, Math.Abs(old) + Math.Abs(term));
                }));
        });
    }
}
