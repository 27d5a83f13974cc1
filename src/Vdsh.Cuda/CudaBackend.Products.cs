// Everything that is a matrix product: the bulk of the arithmetic of training and encoding.
using Vdsh.Compute;
using Vdsh.Cuda.Compute;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    /// <inheritdoc/>
    public void Multiply(DeviceMatrix a, Transpose transposeA, DeviceMatrix b, Transpose transposeB, float alpha, float beta, DeviceMatrix c)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix left = Cast(a), right = Cast(b), result = Cast(c);
        bool turnA = transposeA == Transpose.Yes, turnB = transposeB == Transpose.Yes;
        int m = turnA ? left.Columns : left.Rows, k = turnA ? left.Rows : left.Columns;
        int kb = turnB ? right.Columns : right.Rows, n = turnB ? right.Rows : right.Columns;
        if (k != kb)
        {
            throw new ArgumentException(
                $"Shapes do not match: a is {a}{(turnA ? " (transposed)" : "")}, b is {b}{(turnB ? " (transposed)" : "")}.", nameof(b));
        }

        RequireSize("c", result, m, n);
        Product(left.Whole, turnA, right.Whole, turnB, alpha, beta, result.Whole);
    }

    /// <inheritdoc/>
    public void Affine(DeviceMatrix input, DeviceMatrix weights, Activation activation, DeviceMatrix output, DeviceMatrix? sums = null)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix left = Cast(input), right = Cast(weights), result = Cast(output);
        if (left.Columns != right.Rows)
            throw new ArgumentException($"Shapes do not match: input is {input}, weights are {weights}.", nameof(weights));
        RequireSize("output", result, left.Rows, right.Columns);
        CudaMatrix? kept = sums is null ? null : Cast(sums);
        if (kept is not null)
            RequireSize("sums", kept, Math.Min(kept.Rows, left.Rows), right.Columns);
        Product(left.Whole, false, right.Whole, false, 1, 0, result.Whole);
        if (kept is not null)
            elementwise.Copy(result.Whole with { Rows = kept.Rows }, kept.Whole);
        if (activation == Activation.Relu)
            elementwise.Relu(result.Whole);
    }

    /// <inheritdoc/>
    public void BackMultiplier(DeviceMatrix multiplier, DeviceMatrix weights, DeviceMatrix activations, DeviceMatrix output)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix left = Cast(multiplier), right = Cast(weights), mask = Cast(activations), result = Cast(output);
        if (left.Columns != right.Columns)
            throw new ArgumentException($"Shapes do not match: multiplier is {multiplier}, weights are {weights} (transposed).", nameof(weights));
        RequireSize("activations", mask, left.Rows, right.Rows);
        RequireSize("output", result, left.Rows, right.Rows);
        Product(left.Whole, false, right.Whole, true, 1, 0, result.Whole);
        elementwise.Mask(mask.Whole, result.Whole);
    }

    /// <inheritdoc/>
    public void GramMoment(DeviceMatrix rows, float keep, DeviceMatrix moment)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix source = Cast(rows), result = Cast(moment);
        RequireSize("moment", result, source.Columns, source.Columns);
        if (result.Rows == 0)
            return;
        blas.SyrkLower(
            true, source.Columns, source.Rows, (1 - keep) / Math.Max(1, source.Rows), source.Data, source.Stride, keep, result.Data, result.Stride);
    }

    // c = alpha op(a) op(b) + beta c; shapes were checked.
    private void Product(DeviceView a, bool transposeA, DeviceView b, bool transposeB, float alpha, float beta, DeviceView c)
    {
        if (c.IsEmpty)
            return;

        // cuBLAS wants rows apart from each other even where there are none.
        int k = transposeA ? a.Rows : a.Columns;
        blas.Gemm(transposeA, transposeB, c.Rows, c.Columns, k, alpha, a.Data, Math.Max(a.Stride, 1), b.Data, Math.Max(b.Stride, 1), beta, c.Data, c.Stride);
    }
}
