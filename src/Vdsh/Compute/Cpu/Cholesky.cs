// Symmetric positive definite systems; nearly all the arithmetic is left to matrix products.
namespace Vdsh.Compute.Cpu;

/// <summary>
/// The factor L of A = L L^T, found by recursive halving (Andersen, Wasniewski, Gustavson, "A recursive formulation of Cholesky factorization", ACM
/// TOMS 27(2), 2001). Diagonal blocks are factorised and inverted in double precision, so that triangular systems become products too.
/// </summary>
internal sealed unsafe class Cholesky
{
    private readonly Gemm gemm;
    private readonly ScratchBuffer diagonalSpace = new();
    private readonly ScratchBuffer solutionSpace = new();
    private float* diagonal;

    public Cholesky(Gemm gemm) => this.gemm = gemm;

    /// <summary>Order of the factor.</summary>
    public int Size { get; private set; }

    /// <summary>The factor; only its lower triangle counts.</summary>
    public Slice Factor { get; private set; }

    /// <summary>Factorises a size x size matrix in place; only its lower triangle is read and written.</summary>
    /// <exception cref="ArithmeticException">The matrix is not positive definite, or not finite.</exception>
    public void Factorise(float* matrix, nint stride, int size)
    {
        Size = size;
        Factor = new Slice(matrix, stride);
        diagonal = diagonalSpace.Reserve((long)size * DiagonalBlock.Size);
        Factorise(0, size);
    }

    /// <summary>Overwrites the right sides B (size x columns) with the solutions of A X = B.</summary>
    public void Solve(float* right, nint stride, int columns)
    {
        Slice b = new(right, stride);
        SolveLeft(0, Size, b, columns);
        SolveLeftTransposed(0, Size, b, columns);
    }

    /// <summary>The inverse of the diagonal block of L that starts at a row; lower triangular with zeros above, rows <see cref="DiagonalBlock.Size"/> apart.</summary>
    public float* InverseBlock(int start) => diagonal + ((nint)start * DiagonalBlock.Size);

    public void Free()
    {
        diagonalSpace.Free();
        solutionSpace.Free();
    }

    private void Factorise(int start, int size)
    {
        if (size <= DiagonalBlock.Size)
        {
            DiagonalBlock.Factorise(Factor.At(start, start), Factor.Stride, size, start, InverseBlock(start));
            return;
        }

        int half = DiagonalBlock.Half(size), rest = size - half, below = start + half;
        Factorise(start, half);
        SolveRight(start, half, below, rest);
        float* panel = Factor.At(below, start);
        Subtract(rest, rest, half, panel, false, panel, true, Factor.At(below, below), Factor.Stride, true);
        Factorise(below, rest);
    }

    // The block of rows below a diagonal block D: B <- B D^-T.
    private void SolveRight(int start, int size, int row, int rows)
    {
        if (size <= DiagonalBlock.Size)
        {
            ApplyInverse(rows, size, size, Factor.At(row, start), Factor.Stride, false, InverseBlock(start), DiagonalBlock.Size, true, Factor.Part(row, start));
            return;
        }

        int half = DiagonalBlock.Half(size), rest = size - half, below = start + half;
        SolveRight(start, half, row, rows);
        Subtract(rows, rest, half, Factor.At(row, start), false, Factor.At(below, start), true, Factor.At(row, below), Factor.Stride, false);
        SolveRight(below, rest, row, rows);
    }

    // B <- L^-1 B on the rows from start.
    private void SolveLeft(int start, int size, Slice b, int columns)
    {
        if (size <= DiagonalBlock.Size)
        {
            ApplyInverse(size, columns, size, InverseBlock(start), DiagonalBlock.Size, false, b.Row(start), b.Stride, false, b.Part(start, 0));
            return;
        }

        int half = DiagonalBlock.Half(size), below = start + half;
        SolveLeft(start, half, b, columns);
        SubtractFrom(b.Row(below), size - half, columns, half, Factor.At(below, start), false, b.Row(start), b.Stride);
        SolveLeft(below, size - half, b, columns);
    }

    // B <- L^-T B on the rows from start.
    private void SolveLeftTransposed(int start, int size, Slice b, int columns)
    {
        if (size <= DiagonalBlock.Size)
        {
            ApplyInverse(size, columns, size, InverseBlock(start), DiagonalBlock.Size, true, b.Row(start), b.Stride, false, b.Part(start, 0));
            return;
        }

        int half = DiagonalBlock.Half(size), below = start + half;
        SolveLeftTransposed(below, size - half, b, columns);
        SubtractFrom(b.Row(start), half, columns, size - half, Factor.At(below, start), true, b.Row(below), b.Stride);
        SolveLeftTransposed(start, half, b, columns);
    }

    // c -= a b with both factors taken from L.
    private void Subtract(int m, int n, int k, float* a, bool turnA, float* b, bool turnB, float* c, nint strideC, bool lowerOnly) => gemm.Run(new GemmProblem
    {
        M = m, N = n, K = k, A = a, StrideA = Factor.Stride, TransposeA = turnA, B = b, StrideB = Factor.Stride, TransposeB = turnB,
        C = c, StrideC = strideC, Alpha = -1, Beta = 1, LowerOnly = lowerOnly,
    });

    // c -= a b with a taken from L and b from the right sides, as is c.
    private void SubtractFrom(float* c, int m, int n, int k, float* a, bool turnA, float* b, nint stride) => gemm.Run(new GemmProblem
    {
        M = m, N = n, K = k, A = a, StrideA = Factor.Stride, TransposeA = turnA, B = b, StrideB = stride, C = c, StrideC = stride, Alpha = -1, Beta = 1,
    });

    // target = a b, where target may be a or b.
    private void ApplyInverse(
        int m, int n, int k, float* a, nint strideA, bool turnA, float* b, nint strideB, bool turnB, Slice target)
    {
        Slice product = new(solutionSpace.Reserve((long)m * Padded(n)), Padded(n));
        gemm.Run(new GemmProblem
        {
            M = m, N = n, K = k, A = a, StrideA = strideA, TransposeA = turnA, B = b, StrideB = strideB, TransposeB = turnB,
            C = product.Row(0), StrideC = product.Stride, Alpha = 1,
        });
        RowJob<CopyRow>.Run(gemm.Team, new CopyRow(product, target, n), m, n);
    }

    private static int Padded(int columns) => (columns + 15) / 16 * 16;
}
