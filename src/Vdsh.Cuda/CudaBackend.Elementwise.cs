// Everything that treats each element on its own.
using Vdsh.Compute;
using Vdsh.Cuda.Compute;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    private const int BitsPerWord = 64;

    // The numbers by which vdsh_code_function knows its functions.
    private const int SignFunction = 0;
    private const int TanhFunction = 1;

    /// <inheritdoc/>
    public void Copy(DeviceMatrix source, DeviceMatrix destination)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix from = Cast(source), to = Cast(destination);
        RequireSize("destination", to, from.Rows, from.Columns);
        elementwise.Copy(from.Whole, to.Whole);
    }

    /// <inheritdoc/>
    public void Fill(DeviceMatrix matrix, float value)
    {
        using Turns.Turn turn = turns.Take();
        elementwise.Fill(Cast(matrix).Whole, value);
    }

    /// <inheritdoc/>
    public void AddScaled(float alpha, DeviceMatrix source, DeviceMatrix target)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix from = Cast(source), to = Cast(target);
        RequireSize("target", to, from.Rows, from.Columns);
        elementwise.Blend(1, to.Whole, alpha, from.Whole);
    }

    /// <inheritdoc/>
    public void ApplyCodeFunction(DeviceMatrix outputs, CodeFunction function, DeviceMatrix bits)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix from = Cast(outputs), to = Cast(bits);
        RequireSize("bits", to, from.Rows, from.Columns);
        switch (function)
        {
            case CodeFunction.Sign:
                elementwise.CodeFunction(from.Whole, to.Whole, SignFunction);
                break;
            case CodeFunction.Tanh:
                elementwise.CodeFunction(from.Whole, to.Whole, TanhFunction);
                break;
            case CodeFunction.Identity:
                elementwise.Copy(from.Whole, to.Whole);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(function));
        }
    }

    /// <inheritdoc/>
    public void ChainCodeFunction(DeviceMatrix bits, CodeFunction function, DeviceMatrix gradient)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix from = Cast(bits), to = Cast(gradient);
        RequireSize("gradient", to, from.Rows, from.Columns);
        if (function == CodeFunction.Tanh)
            elementwise.ChainTanh(from.Whole, to.Whole);
    }

    /// <inheritdoc/>
    public void PackSigns(DeviceMatrix outputs, Span<ulong> codes)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix from = Cast(outputs);
        int words = (from.Columns + BitsPerWord - 1) / BitsPerWord;
        long needed = (long)words * from.Rows;
        if (codes.Length < needed)
            throw new ArgumentException($"Outputs of {outputs} need {needed} words, the codes hold {codes.Length}.", nameof(codes));
        if (needed == 0)
            return;
        readBack.ThrowIfMarked();
        nuint packed = scratch.Reserve(needed * sizeof(ulong) / sizeof(float));
        scans.Kernels.PackSigns(from.Whole, packed, words * sizeof(ulong) / sizeof(uint));
        staging.Download(packed, codes[..(int)needed]);
    }
}
