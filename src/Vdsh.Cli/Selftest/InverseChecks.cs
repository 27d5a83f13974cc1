// The inverse of a damped moment: the one operation whose errors grow with the matrix, and the one that must be able to refuse.

namespace Vdsh.Cli.Selftest;

internal static class InverseChecks
{
    // Of the residual A X - I: rounding times the condition number (about 15 for these matrices) and a slowly growing factor.
    private const double Residual = 3e-5;
    private const float Ridge = 0.01f, RelativeRidge = 0.1f;

    /// <param name="quick">Small shapes only.</param>
    /// <param name="productTolerance">Largest error of a product on this device.</param>
    public static IEnumerable<OperationCheck> All(bool quick, double productTolerance)
    {
        double tolerance = Math.Max(Residual, 30 * productTolerance);
        foreach (int size in (int[])[1, 2, 63, 64, 65, 129, 257, .. quick ? [] : (int[])[513]])
        {
            foreach (bool view in size is 65 or 257 ? (bool[])[false, true] : [false])
            {
                // A third of n^3 for the factor, two thirds for its inverse and the product of that with itself.
                yield return new("InvertSpd", $"{size} x {size}{(view ? " view" : "")}", tolerance, new Work(WorkKind.Arithmetic, Math.Pow(size, 3)), bench => Invert(bench, size, view));
            }
        }
        foreach ((string name, float pivot) in ((string, float)[])[("negative", -1f), ("zero", 0f), ("NaN", float.NaN), ("infinite", float.PositiveInfinity)])
        {
            foreach (int size in (int[])[5, 150])
                yield return new("InvertSpd", $"{size} x {size}, {name} pivot refused", 0, Work.None, bench => Refuse(bench, size, pivot));
        }
    }

    private static PreparedCheck Invert(TestBench bench, int size, bool view)
    {
        TestMatrix z = bench.Draw(2 * size + 3, size);
        ReferenceProduct gram = ReferenceProduct.Of(z.Values, true, z.Values, false);
        float[,] values = new float[size, size];
        double trace = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                values[i, j] = (float)(gram.Values[i, j] / z.Rows);
            trace += values[i, i];
        }
        float[,] lower = (float[,])values.Clone();
        for (int i = 0; i < size; i++)
        {
            for (int j = i + 1; j < size; j++)
                lower[i, j] = float.NaN;
        }
        TestMatrix matrix = bench.Place(lower, view), inverse = bench.Output(size, size, view), applied = bench.Scalar(float.NaN);
        return new PreparedCheck(
            () => bench.Backend.InvertSpd(matrix.Device, Ridge, RelativeRidge, inverse.Device, applied.Device),
            () =>
            {
                double ridge = Ridge + (double)RelativeRidge * trace / size;
                float[,] result = inverse.Download(), damped = (float[,])values.Clone();
                for (int i = 0; i < size; i++)
                    damped[i, i] += (float)ridge;
                ReferenceProduct product = ReferenceProduct.Of(damped, false, result, false);
                double error = Math.Max(Difference.Asymmetry(result), Difference.Exact(matrix.Download(), (i, j) => lower[i, j]));
                error = Math.Max(error, Difference.Unless(Difference.Of(applied.Download()[0, 0], ridge, ridge) < 1e-6));
                for (int i = 0; i < size; i++)
                {
                    for (int j = 0; j < size; j++)
                        error = Math.Max(error, Difference.Of(product.Values[i, j], i == j ? 1 : 0, 1));
                }
                return error;
            });
    }

    private static PreparedCheck Refuse(TestBench bench, int size, float pivot)
    {
        float[,] values = new float[size, size];
        for (int i = 0; i < size; i++)
            values[i, i] = i == size - 2 ? pivot : 1;
        TestMatrix matrix = bench.Place(values, view: false), inverse = bench.Output(size, size), applied = bench.Scalar(0);
        bool refused = false;
        return new PreparedCheck(
            () =>
            {
                try
                {
                    bench.Backend.InvertSpd(matrix.Device, 0, 0, inverse.Device, applied.Device);

                    // A device may refuse only with the next value that is asked for.
                    bench.Backend.AllFinite(applied.Device);
                }
                catch (ArithmeticException)
                {
                    refused = true;
                }
            },
            () => Difference.Unless(refused));
    }
}
