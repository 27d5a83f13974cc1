// One matrix product as plain pointers and strides, so that everything inside the engine can ask for one without a matrix object.
namespace Vdsh.Compute.Cpu;

/// <summary>c = epilogue(alpha op(a) op(b) + beta c), row-major float32; strides count floats from row to row.</summary>
internal unsafe struct GemmProblem
{
    /// <summary>Rows of op(a) and c.</summary>
    public int M;

    /// <summary>Columns of op(b) and c.</summary>
    public int N;

    /// <summary>Columns of op(a), rows of op(b).</summary>
    public int K;

    /// <summary>M x K, or K x M where <see cref="TransposeA"/>.</summary>
    public float* A;

    /// <summary>Row stride of a as stored.</summary>
    public nint StrideA;

    /// <summary>Whether a is used transposed.</summary>
    public bool TransposeA;

    /// <summary>K x N, or N x K where <see cref="TransposeB"/>.</summary>
    public float* B;

    /// <summary>Row stride of b as stored.</summary>
    public nint StrideB;

    /// <summary>Whether b is used transposed.</summary>
    public bool TransposeB;

    /// <summary>M x N; must not overlap a or b.</summary>
    public float* C;

    /// <summary>Row stride of c.</summary>
    public nint StrideC;

    /// <summary>Factor of the product.</summary>
    public float Alpha;

    /// <summary>Factor of the old c; with 0 the old c is not read. Must be 0 with an epilogue other than <see cref="GemmEpilogue.None"/>.</summary>
    public float Beta;

    /// <summary>What follows.</summary>
    public GemmEpilogue Epilogue;

    /// <summary>M x N, with <see cref="GemmEpilogue.Mask"/>.</summary>
    public float* Mask;

    /// <summary>Row stride of the mask.</summary>
    public nint StrideMask;

    /// <summary>Receives the first rows of c as they are before the epilogue.</summary>
    public float* Kept;

    /// <summary>Row stride of the kept rows.</summary>
    public nint StrideKept;

    /// <summary>How many rows are kept.</summary>
    public int KeptRows;

    /// <summary>Only the elements on and below the diagonal are wanted; those above may or may not be written.</summary>
    public bool LowerOnly;

    /// <summary>How far the first row lies below the row of the diagonal that <see cref="LowerOnly"/> means.</summary>
    public int DiagonalOffset;

    /// <summary>The same product for a run of rows only.</summary>
    public readonly GemmProblem Rows(int first, int count)
    {
        GemmProblem part = this;
        part.M = count;
        part.A += TransposeA ? first : first * StrideA;
        part.C += first * StrideC;
        part.Mask += Epilogue == GemmEpilogue.Mask ? first * StrideMask : 0;
        part.Kept += first * StrideKept;
        part.KeptRows = Math.Max(0, KeptRows - first);
        part.DiagonalOffset += first;
        return part;
    }
}
