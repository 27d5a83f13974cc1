// Everything that treats each element on its own.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend
{
    private const int BitsPerWord = 64;

    /// <inheritdoc/>
    public void Copy(DeviceMatrix source, DeviceMatrix destination)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix from = Cast(source), to = Cast(destination);
        RequireSize("destination", to, from.Rows, from.Columns);
        RowJob<CopyRow>.Run(team, new CopyRow(new(from), new(to), from.Columns), from.Rows, from.Columns);
    }

    /// <inheritdoc/>
    public void Fill(DeviceMatrix matrix, float value)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix target = Cast(matrix);
        RowJob<FillRow>.Run(team, new FillRow { To = new(target), Value = value, Columns = target.Columns }, target.Rows, target.Columns);
    }

    /// <inheritdoc/>
    public void AddScaled(float alpha, DeviceMatrix source, DeviceMatrix target)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix from = Cast(source), to = Cast(target);
        RequireSize("target", to, from.Rows, from.Columns);
        Blend(1, to, alpha, from);
    }

    /// <inheritdoc/>
    public void ApplyCodeFunction(DeviceMatrix outputs, CodeFunction function, DeviceMatrix bits)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix from = Cast(outputs), to = Cast(bits);
        RequireSize("bits", to, from.Rows, from.Columns);
        switch (function)
        {
            case CodeFunction.Sign:
                RowJob<SignRow>.Run(team, new SignRow { From = new(from), To = new(to), Columns = from.Columns }, from.Rows, from.Columns);
                break;
            case CodeFunction.Tanh:
                RowJob<TanhRow>.Run(team, new TanhRow { From = new(from), To = new(to), Columns = from.Columns }, from.Rows, from.Columns);
                break;
            case CodeFunction.Identity:
                Copy(outputs, bits);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(function));
        }
    }

    /// <inheritdoc/>
    public void ChainCodeFunction(DeviceMatrix bits, CodeFunction function, DeviceMatrix gradient)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix from = Cast(bits), to = Cast(gradient);
        RequireSize("gradient", to, from.Rows, from.Columns);
        if (function == CodeFunction.Tanh)
            RowJob<ChainTanhRow>.Run(team, new ChainTanhRow { Bits = new(from), Gradient = new(to), Columns = from.Columns }, from.Rows, from.Columns);
    }

    /// <inheritdoc/>
    public void PackSigns(DeviceMatrix outputs, Span<ulong> codes)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix from = Cast(outputs);
        int words = (from.Columns + BitsPerWord - 1) / BitsPerWord;
        if (codes.Length < (long)words * from.Rows)
            throw new ArgumentException($"Outputs of {outputs} need {(long)words * from.Rows} words, the codes hold {codes.Length}.", nameof(codes));
        fixed (ulong* first = codes)
        {
            RowJob<PackRow>.Run(
                team, new PackRow { From = new(from), Columns = from.Columns, Codes = first, Words = words }, from.Rows, from.Columns);
        }
    }

    private void Blend(float keep, CpuMatrix target, float alpha, CpuMatrix source) => RowJob<BlendRow>.Run(
        team, new BlendRow { Keep = keep, To = new(target), Alpha = alpha, From = new(source), Columns = target.Columns }, target.Rows, target.Columns);

    private struct FillRow : IRowOperation
    {
        public Slice To;
        public float Value;
        public int Columns;

        public readonly void Apply(int row) => new Span<float>(To.Row(row), Columns).Fill(Value);
    }

    private struct BlendRow : IRowOperation
    {
        public float Keep;
        public Slice To;
        public float Alpha;
        public Slice From;
        public int Columns;

        public readonly void Apply(int row) => RowMath.Blend(Keep, To.Row(row), Alpha, From.Row(row), Columns);
    }

    private struct SignRow : IRowOperation
    {
        public Slice From;
        public Slice To;
        public int Columns;

        public readonly void Apply(int row) => RowMath.Sign(From.Row(row), To.Row(row), Columns);
    }

    private struct TanhRow : IRowOperation
    {
        public Slice From;
        public Slice To;
        public int Columns;

        public readonly void Apply(int row) => RowMath.Tanh(From.Row(row), To.Row(row), Columns);
    }

    private struct ChainTanhRow : IRowOperation
    {
        public Slice Bits;
        public Slice Gradient;
        public int Columns;

        public readonly void Apply(int row) => RowMath.ChainTanh(Bits.Row(row), Gradient.Row(row), Columns);
    }

    private struct PackRow : IRowOperation
    {
        public Slice From;
        public int Columns;
        public ulong* Codes;
        public int Words;

        public readonly void Apply(int row) => RowMath.PackSigns(From.Row(row), Columns, Codes + ((nint)row * Words));
    }
}
