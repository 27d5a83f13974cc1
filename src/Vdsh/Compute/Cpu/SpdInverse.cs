// From a symmetric positive definite matrix to its inverse in three steps: A = L L^T, X = L^-1, A^-1 = X^T X.
namespace Vdsh.Compute.Cpu;

/// <summary>Inverts symmetric positive definite matrices; keeps its work space.</summary>
internal sealed unsafe class SpdInverse
{
    // High enough for fast products, low enough to waste little above the diagonal.
    private const int StripRows = 192;

    private readonly Gemm gemm;
    private readonly TriangularInverse triangularInverse;
    private readonly ScratchBuffer factorSpace = new();
    private readonly ScratchBuffer inverseSpace = new();

    public SpdInverse(Gemm gemm)
    {
        this.gemm = gemm;
        Cholesky = new Cholesky(gemm);
        triangularInverse = new TriangularInverse(gemm);
    }

    /// <summary>The factorisation of the last matrix.</summary>
    public Cholesky Cholesky { get; }

    /// <summary>inverse = (matrix + ridge I)^-1, symmetric to the last bit.</summary>
    /// <exception cref="ArithmeticException">The matrix with the ridge is not positive definite, or not finite.</exception>
    public void Compute(Slice matrix, int size, float ridge, Slice inverse)
    {
        nint stride = CpuMatrix.PaddedStride(size);
        Slice factor = new(factorSpace.Reserve(size * stride), stride), triangular = new(inverseSpace.Reserve(size * stride), stride);
        RowJob<RidgeRow>.Run(gemm.Team, new RidgeRow(matrix, factor, ridge), size, size);
        Cholesky.Factorise(factor.Row(0), stride, size);
        triangularInverse.Compute(Cholesky, triangular);
        for (int start = 0; start < size; start += StripRows)
            MultiplyStrip(triangular, start, Math.Min(StripRows, size - start), size, inverse);
        MirrorJob.Run(gemm.Team, inverse.Row(0), inverse.Stride, size);
    }

    public void Free()
    {
        Cholesky.Free();
        triangularInverse.Free();
        factorSpace.Free();
        inverseSpace.Free();
    }

    // Rows of X^T X up to the diagonal; rows of X above the strip are zero in its columns and left out.
    private void MultiplyStrip(Slice x, int start, int rows, int size, Slice result) => gemm.Run(new GemmProblem
    {
        M = rows, N = start + rows, K = size - start, A = x.At(start, start), StrideA = x.Stride, TransposeA = true,
        B = x.At(start, 0), StrideB = x.Stride, C = result.Row(start), StrideC = result.Stride, Alpha = 1, LowerOnly = true, DiagonalOffset = start,
    });

    private readonly struct RidgeRow(Slice matrix, Slice factor, float ridge) : IRowOperation
    {
        public void Apply(int row)
        {
            new ReadOnlySpan<float>(matrix.Row(row), row + 1).CopyTo(new Span<float>(factor.Row(row), row + 1));
            *factor.At(row, row) += ridge;
        }
    }
}
