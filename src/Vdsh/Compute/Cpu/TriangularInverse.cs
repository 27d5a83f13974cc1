// The inverse of a Cholesky factor, again by halving, so that it is nearly all matrix products.
namespace Vdsh.Compute.Cpu;

/// <summary>
/// X = L^-1: with L split into L11, L21, L22, the diagonal blocks are the inverses of L11 and L22, and X21 = -X22 L21 X11.
/// </summary>
internal sealed unsafe class TriangularInverse
{
    private readonly Gemm gemm;
    private readonly ScratchBuffer productSpace = new();

    public TriangularInverse(Gemm gemm) => this.gemm = gemm;

    /// <summary>Writes the inverse of the factor, with zeros above the diagonal.</summary>
    /// <param name="cholesky">Holds L.</param>
    /// <param name="inverse">As large as L; must not overlap it.</param>
    public void Compute(Cholesky cholesky, Slice inverse)
    {
        int size = cholesky.Size;
        RowJob<ZeroRow>.Run(gemm.Team, new ZeroRow(inverse, size), size, size);
        Invert(cholesky, inverse, 0, size);
    }

    public void Free() => productSpace.Free();

    private void Invert(Cholesky cholesky, Slice inverse, int start, int size)
    {
        if (size <= DiagonalBlock.Size)
        {
            float* block = cholesky.InverseBlock(start);
            for (int i = 0; i < size; i++)
                new ReadOnlySpan<float>(block + (i * DiagonalBlock.Size), size).CopyTo(new Span<float>(inverse.At(start + i, start), size));
            return;
        }

        int half = DiagonalBlock.Half(size), rest = size - half, below = start + half;
        Invert(cholesky, inverse, start, half);
        Invert(cholesky, inverse, below, rest);
        float* product = productSpace.Reserve((long)rest * half);
        gemm.Run(new GemmProblem
        {
            M = rest, N = half, K = half, A = cholesky.Factor.At(below, start), StrideA = cholesky.Factor.Stride,
            B = inverse.At(start, start), StrideB = inverse.Stride, C = product, StrideC = half, Alpha = 1,
        });
        gemm.Run(new GemmProblem
        {
            M = rest, N = half, K = rest, A = inverse.At(below, below), StrideA = inverse.Stride,
            B = product, StrideB = half, C = inverse.At(below, start), StrideC = inverse.Stride, Alpha = -1,
        });
    }

    private readonly struct ZeroRow(Slice target, int columns) : IRowOperation
    {
        public void Apply(int row) => new Span<float>(target.Row(row), columns).Clear();
    }
}
