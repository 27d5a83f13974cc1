// Everything that is a matrix product: the bulk of the arithmetic of training and encoding.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void Multiply(DeviceMatrix a, Transpose transposeA, DeviceMatrix b, Transpose transposeB, float alpha, float beta, DeviceMatrix c)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix left = Cast(a), right = Cast(b), result = Cast(c);
        bool turnA = transposeA == Transpose.Yes, turnB = transposeB == Transpose.Yes;
        int m = turnA ? left.Columns : left.Rows, k = turnA ? left.Rows : left.Columns;
        int kb = turnB ? right.Columns : right.Rows, n = turnB ? right.Rows : right.Columns;
        if (k != kb)
        {
            throw new ArgumentException(
                $"Shapes do not match: a is {a}{(turnA ? " (transposed)" : "")}, b is {b}{(turnB ? " (transposed)" : "")}.", nameof(b));
        }

        RequireSize("c", result, m, n);
        gemm.Run(Product(left, turnA, right, turnB, result, alpha, beta));
    }

    /// <inheritdoc/>
    public void Affine(DeviceMatrix input, DeviceMatrix weights, Activation activation, DeviceMatrix output, DeviceMatrix? sums = null)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix left = Cast(input), right = Cast(weights), result = Cast(output);
        if (left.Columns != right.Rows)
            throw new ArgumentException($"Shapes do not match: input is {input}, weights are {weights}.", nameof(weights));
        RequireSize("output", result, left.Rows, right.Columns);
        GemmProblem problem = Product(left, false, right, false, result, 1, 0);
        problem.Epilogue = activation == Activation.Relu ? GemmEpilogue.Relu : GemmEpilogue.None;
        if (sums is not null)
        {
            CpuMatrix kept = Cast(sums);
            RequireSize("sums", kept, Math.Min(kept.Rows, left.Rows), right.Columns);
            problem.Kept = kept.Data;
            problem.StrideKept = kept.Stride;
            problem.KeptRows = kept.Rows;
        }

        gemm.Run(problem);
    }

    /// <inheritdoc/>
    public void BackMultiplier(DeviceMatrix multiplier, DeviceMatrix weights, DeviceMatrix activations, DeviceMatrix output)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix left = Cast(multiplier), right = Cast(weights), mask = Cast(activations), result = Cast(output);
        if (left.Columns != right.Columns)
            throw new ArgumentException($"Shapes do not match: multiplier is {multiplier}, weights are {weights} (transposed).", nameof(weights));
        RequireSize("activations", mask, left.Rows, right.Rows);
        RequireSize("output", result, left.Rows, right.Rows);
        GemmProblem problem = Product(left, false, right, true, result, 1, 0);
        problem.Epilogue = GemmEpilogue.Mask;
        problem.Mask = mask.Data;
        problem.StrideMask = mask.Stride;
        gemm.Run(problem);
    }

    /// <inheritdoc/>
    public void GramMoment(DeviceMatrix rows, float keep, DeviceMatrix moment)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix source = Cast(rows), result = Cast(moment);
        RequireSize("moment", result, source.Columns, source.Columns);
        GemmProblem problem = Product(source, true, source, false, result, (1 - keep) / Math.Max(1, source.Rows), keep);
        problem.LowerOnly = true;
        gemm.Run(problem);
    }

    private static GemmProblem Product(CpuMatrix a, bool transposeA, CpuMatrix b, bool transposeB, CpuMatrix c, float alpha, float beta) => new()
    {
        M = c.Rows,
        N = c.Columns,
        K = transposeA ? a.Rows : a.Columns,
        A = a.Data,
        StrideA = a.Stride,
        TransposeA = transposeA,
        B = b.Data,
        StrideB = b.Stride,
        TransposeB = transposeB,
        C = c.Data,
        StrideC = c.Stride,
        Alpha = alpha,
        Beta = beta,
    };
}
