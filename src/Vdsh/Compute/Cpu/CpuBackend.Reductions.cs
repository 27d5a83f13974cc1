// Everything that needs a sum over a whole matrix.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend
{
    private const float SmallestScale = 1e-12f;

    /// <inheritdoc/>
    public double Dot(DeviceMatrix a, DeviceMatrix b)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix left = Cast(a), right = Cast(b);
        RequireSize("b", right, left.Rows, left.Columns);
        return Sum(new DotRow { A = new(left), B = new(right), Columns = left.Columns }, left.Rows, left.Columns);
    }

    /// <inheritdoc/>
    public DeviceSums AllocateSums(int count) => new CpuSums(count);

    /// <inheritdoc/>
    public void Dot(DeviceMatrix a, DeviceMatrix b, DeviceSums sums, int index)
    {
        using Turns.Turn turn = turns.Take();
        double[] values = Cast(sums).Values;
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, values.Length);
        values[index] = Dot(a, b);
    }

    /// <inheritdoc/>
    public void Read(DeviceSums sums, Span<double> values)
    {
        using Turns.Turn turn = turns.Take();
        CpuSums own = Cast(sums);
        RequireSize("values", 1, values.Length, 1, own.Count);
        own.Values.CopyTo(values);
    }

    /// <inheritdoc/>
    public bool AllFinite(DeviceMatrix matrix)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix values = Cast(matrix);
        return Sum(new FiniteRow { Values = new(values), Columns = values.Columns }, values.Rows, values.Columns) == 0;
    }

    /// <inheritdoc/>
    public void RequireFinite(DeviceMatrix matrix)
    {
        if (!AllFinite(matrix))
            throw new ArithmeticException("A matrix that must be finite has an element that is not.");
    }

    /// <inheritdoc/>
    public double SquaredHinge(DeviceMatrix outputs, DeviceMatrix targets, DeviceMatrix gradient)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix h = Cast(outputs), t = Cast(targets), g = Cast(gradient);
        RequireSize("targets", t, h.Rows, h.Columns);
        RequireSize("gradient", g, h.Rows, h.Columns);
        return Sum(new HingeRow { Outputs = new(h), Targets = new(t), Gradient = new(g), Columns = h.Columns }, h.Rows, h.Columns);
    }

    /// <inheritdoc/>
    public void Force(
        DeviceMatrix gradient, DeviceMatrix outputs, DeviceMatrix scale, float keep, float strength, float pull, QuantizationPull quantization,
        float clip, DeviceMatrix force)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix g = Cast(gradient), h = Cast(outputs), state = Cast(scale), result = Cast(force);
        RequireSize("outputs", h, g.Rows, g.Columns);
        RequireSize("scale", state, 1, 1);
        RequireSize("force", result, g.Rows, g.Columns);
        float old = *state.Data;
        float c = old;
        if (old == 0 || keep != 1)
        {
            long count = Math.Max(1, (long)g.Rows * g.Columns);
            float rms = (float)Math.Sqrt(Sum(new DotRow { A = new(g), B = new(g), Columns = g.Columns }, g.Rows, g.Columns) / count);
            c = Math.Max(old == 0 ? rms : (keep * old) + ((1 - keep) * rms), SmallestScale);
        }

        *state.Data = c;
        ForceRow row = new()
        {
            Gradient = new(g), Outputs = new(h), Result = new(result), Columns = g.Columns, Factor = -strength / c, Pull = pull,
            Quantization = quantization, Clip = clip,
        };
        RowJob<ForceRow>.Run(team, row, g.Rows, g.Columns);
    }

    /// <inheritdoc/>
    public void TrustRegionStep(
        DeviceMatrix sample, DeviceMatrix sums, DeviceMatrix weights, DeviceMatrix velocity, float eta, float limit, float decay,
        DeviceMatrix ridge, DecayTarget target)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix input = Cast(sample), outputs = Cast(sums), w = Cast(weights), v = Cast(velocity), a = Cast(ridge);
        RequireSize("velocity", v, w.Rows, w.Columns);
        RequireSize("ridge", a, 1, 1);
        if (input.Columns != w.Rows)
            throw new ArgumentException($"Shapes do not match: sample is {sample}, weights are {weights}.", nameof(sample));
        RequireSize("sums", outputs, input.Rows, w.Columns);

        float step = float.IsPositiveInfinity(limit) ? eta : StepWithin(input, outputs, v, eta, limit);
        float share = decay == 0 ? 0 : Math.Min(1, eta * decay / *a.Data);
        Blend(1 - share, w, step, v);
        for (int i = 0; target == DecayTarget.Identity && i < Math.Min(w.Rows, w.Columns); i++)
            w.Data[((long)i * w.Stride) + i] += share;
    }

    private float StepWithin(CpuMatrix input, CpuMatrix outputs, CpuMatrix velocity, float eta, float limit)
    {
        int rows = input.Rows, columns = velocity.Columns;
        float* product = scratch.Reserve((long)rows * columns);
        exactGemm.Run(new GemmProblem
        {
            M = rows, N = columns, K = velocity.Rows, A = input.Data, StrideA = input.Stride, B = velocity.Data, StrideB = velocity.Stride,
            C = product, StrideC = columns, Alpha = 1,
        });
        double size = SquaredNorm(new Slice(outputs), rows, columns), change = SquaredNorm(new Slice(product, columns), rows, columns);
        if (size == 0 || change == 0)
            return eta;
        return (float)(eta * Math.Min(1, limit / (eta * Math.Sqrt(change / size))));
    }

    private double SquaredNorm(Slice values, int rows, int columns) => Sum(new DotRow { A = values, B = values, Columns = columns }, rows, columns);

    private double Sum<TReduction>(in TReduction reduction, int rows, int columns) where TReduction : unmanaged, IRowReduction =>
        ReductionJob<TReduction>.Run(team, partialSums, reduction, rows, columns);

    private struct DotRow : IRowReduction
    {
        public Slice A;
        public Slice B;
        public int Columns;

        public readonly double Reduce(int row) => RowMath.Dot(A.Row(row), B.Row(row), Columns);
    }

    private struct FiniteRow : IRowReduction
    {
        public Slice Values;
        public int Columns;

        public readonly double Reduce(int row) => RowMath.FiniteProbe(Values.Row(row), Columns);
    }

    private struct HingeRow : IRowReduction
    {
        public Slice Outputs;
        public Slice Targets;
        public Slice Gradient;
        public int Columns;

        public readonly double Reduce(int row) => RowMath.SquaredHinge(Outputs.Row(row), Targets.Row(row), Gradient.Row(row), Columns);
    }

    private struct ForceRow : IRowOperation
    {
        public Slice Gradient;
        public Slice Outputs;
        public Slice Result;
        public int Columns;
        public float Factor;
        public float Pull;
        public QuantizationPull Quantization;
        public float Clip;

        public readonly void Apply(int row)
        {
            if (Quantization == QuantizationPull.Sign)
                RowMath.Force(Gradient.Row(row), Outputs.Row(row), Factor, Pull, Clip, Result.Row(row), Columns);
            else
                RowMath.DoubleWellForce(Gradient.Row(row), Outputs.Row(row), Factor, Pull, Clip, Result.Row(row), Columns);
        }
    }
}
