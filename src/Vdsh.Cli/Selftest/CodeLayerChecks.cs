// The formulas of the code layer, on ordinary values and on those where functions break: zeros of both signs, huge, tiny and not a number.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;

namespace Vdsh.Cli.Selftest;

internal static class CodeLayerChecks
{
    private const double Rounding = 1e-6;

    private static readonly float[] Special = [0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-30f, -1e-6f, 0.04f, 9.5f, -100f, 1e30f];

    public static IEnumerable<OperationCheck> All(bool quick)
    {
        foreach (CheckShape shape in CheckShape.Elementwise(quick))
        {
            foreach (CodeFunction function in Enum.GetValues<CodeFunction>())
            {
                yield return Apply(shape, function);
                yield return Chain(shape, function);
            }
            yield return Force(shape, clip: 2f);
            yield return Force(shape, clip: float.PositiveInfinity);
            yield return new("Force", $"{shape}, zero gradient", Rounding, Work.None, bench => ForceOfNothing(bench, shape));
        }
        CheckShape[] outputs = [new(1, 1), new(7, 15), new(21, 65, View: true), new(5, 4096), new(300, 48)];
        foreach (CheckShape shape in (CheckShape[])[.. outputs, .. quick ? [] : (CheckShape[])[new(65536, 48)]])
            yield return new("PackSigns", $"{shape}, NaN", 0, Work.Floats(shape.Count), bench => Pack(bench, shape));
    }

    private static OperationCheck Apply(CheckShape shape, CodeFunction function)
        => new("ApplyCodeFunction", $"{shape}, {function}", function == CodeFunction.Tanh ? Rounding : 0, Work.Floats(2 * shape.Count), bench =>
        {
            TestMatrix outputs = WithSpecialValues(bench, shape), bits = bench.Output(shape.Rows, shape.Columns, shape.View);
            return new PreparedCheck(
                () => bench.Backend.ApplyCodeFunction(outputs.Device, function, bits.Device),
                () => Difference.Largest(bits.Download(), (i, j) =>
                {
                    double value = Value(outputs.Values[i, j], function);
                    return (value, Math.Abs(value));
                }));
        });

    private static OperationCheck Chain(CheckShape shape, CodeFunction function)
        => new("ChainCodeFunction", $"{shape}, {function}", function == CodeFunction.Tanh ? Rounding : 0,
            function == CodeFunction.Tanh ? Work.Floats(3 * shape.Count) : Work.None, bench =>
        {
            float[,] values = new float[shape.Rows, shape.Columns];
            foreach (ref float value in values.AsSpan())
                value = (float)Math.Tanh(bench.Random.NextGaussian());
            TestMatrix bits = bench.Place(values, shape.View), gradient = bench.Draw(shape.Rows, shape.Columns, shape.View);
            return new PreparedCheck(
                () => bench.Backend.ChainCodeFunction(bits.Device, function, gradient.Device),
                () =>
                {
                    double error = Difference.Largest(gradient.Download(), (i, j) =>
                    {
                        double b = values[i, j], g = gradient.Values[i, j];
                        return function == CodeFunction.Tanh ? (g * (1 - b * b), Math.Abs(g)) : (g, Math.Abs(g));
                    });
                    // Timed runs multiply again and again: without this the gradients sink into slow subnormal numbers.
                    bench.Backend.Fill(bits.Device, 0);
                    return error;
                });
        });

    private static OperationCheck Force(CheckShape shape, float clip)
        => new("Force", $"{shape}, clip {(float.IsInfinity(clip) ? "none" : $"{clip}")}", Rounding, Work.Floats(4 * shape.Count), bench =>
        {
            const float Keep = 0.95f, Strength = 0.7f, Pull = 0.3f;
            TestMatrix gradient = bench.Draw(shape.Rows, shape.Columns, shape.View), outputs = bench.Draw(shape.Rows, shape.Columns, shape.View);
            TestMatrix force = bench.Output(shape.Rows, shape.Columns, shape.View), fresh = bench.Scalar(0), kept = bench.Scalar(0.5f), state = bench.Scalar(3);
            outputs.Values[0, 0] = -0f;
            bench.Backend.Upload(outputs.Values, outputs.Device);
            void Run(TestMatrix scale, float keep)
                => bench.Backend.Force(gradient.Device, outputs.Device, scale.Device, keep, Strength, Pull, QuantizationPull.Sign, clip, force.Device);
            return new PreparedCheck(
                () => Run(state, Keep),
                () =>
                {
                    double rms = Math.Sqrt(Squares(gradient.Values) / gradient.Values.Length), c = Keep * 3.0 + (1 - Keep) * rms;
                    double error = Difference.Largest(force.Download(), (i, j) =>
                    {
                        double push = -(double)Strength * gradient.Values[i, j] / c, h = outputs.Values[i, j], pull = Pull * ((h >= 0 ? 1 : -1) - h);
                        return (Math.Clamp(push + pull, -clip, clip), Math.Abs(push) + Pull * (1 + Math.Abs(h)));
                    });
                    error = Math.Max(error, Difference.Of(state.Download()[0, 0], c, c));
                    Run(fresh, Keep);
                    Run(kept, 1f);
                    return Math.Max(error, Math.Max(Difference.Of(fresh.Download()[0, 0], rms, rms), Difference.Unless(kept.Download()[0, 0] == 0.5f)));
                });
        });

    private static PreparedCheck ForceOfNothing(TestBench bench, CheckShape shape)
    {
        TestMatrix gradient = bench.Place(new float[shape.Rows, shape.Columns], shape.View), outputs = bench.DrawSigns(shape.Rows, shape.Columns, shape.View);
        TestMatrix force = bench.Output(shape.Rows, shape.Columns, shape.View), scale = bench.Scalar(0);
        return new PreparedCheck(
            () => bench.Backend.Force(gradient.Device, outputs.Device, scale.Device, 0.95f, 1f, 0.3f, QuantizationPull.Sign, 2f, force.Device),
            () => Math.Max(Difference.Exact(force.Download(), (_, _) => 0), Difference.Of(scale.Download()[0, 0], 1e-12, 1e-12)));
    }

    private static PreparedCheck Pack(TestBench bench, CheckShape shape)
    {
        TestMatrix outputs = WithSpecialValues(bench, shape);
        int words = (shape.Columns + 63) / 64;
        ulong[] codes = new ulong[shape.Rows * words];
        Array.Fill(codes, ulong.MaxValue);
        return new PreparedCheck(() => bench.Backend.PackSigns(outputs.Device, codes), () =>
        {
            ulong[] expected = new ulong[codes.Length];
            for (int i = 0; i < shape.Rows; i++)
            {
                for (int j = 0; j < shape.Columns; j++)
                    expected[i * words + j / 64] |= (outputs.Values[i, j] >= 0 ? 1UL : 0) << j % 64;
            }
            return Difference.Exact<ulong>(codes, expected);
        });
    }

    private static double Value(float output, CodeFunction function) => function switch
    {
        CodeFunction.Sign => output >= 0 ? 1 : -1,
        CodeFunction.Tanh => Math.Tanh(output),
        _ => output,
    };

    private static TestMatrix WithSpecialValues(TestBench bench, CheckShape shape)
    {
        TestMatrix matrix = bench.Draw(shape.Rows, shape.Columns, shape.View, scale: 2);
        Span<float> values = matrix.Values.AsSpan();
        for (int i = 0; i < Math.Min(Special.Length, values.Length / 2); i++)
            values[bench.Random.NextInt32(values.Length)] = Special[i];
        bench.Backend.Upload(matrix.Values, matrix.Device);
        return matrix;
    }

    private static double Squares(float[,] values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += (double)value * value;
        return sum;
    }
}
