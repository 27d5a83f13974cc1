// The matrix products of the engine. Its matrices are row-major and those of cuBLAS column-major, so all turning around happens here.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Cublas;

/// <summary>
/// cuBLAS on one stream, for row-major matrices: a row-major matrix is the transpose of the same memory read column-major, so
/// C = A B becomes C^T = B^T A^T, that is the factors swap places.
/// </summary>
/// <remarks>Thread safety: the driver takes calls from any thread; dispose of it when none is under way.</remarks>
public sealed unsafe class CudaBlas : IDisposable
{
    private readonly CublasHandle handle;

    /// <summary>Creates an instance that works in a stream.</summary>
    /// <param name="context">Where.</param>
    /// <param name="stream">Receives all work.</param>
    /// <param name="mode">Whether factors may be rounded to TF32.</param>
    /// <exception cref="DllNotFoundException">There is no cuBLAS; the message lists what was tried.</exception>
    /// <exception cref="CudaException">cuBLAS does not start.</exception>
    public CudaBlas(CudaContext context, CudaStream stream, MathMode mode)
    {
        context.SetCurrent();
        handle = new CublasHandle(context.Handle);
        try
        {
            CublasNative.cublasSetStream_v2(handle.Value, stream.Stream).ThrowIfFailed();
            if (mode != MathMode.Default)
                CublasNative.cublasSetMathMode(handle.Value, mode).ThrowIfFailed();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Version of the library, such as 11.11.3; null where it does not say.</summary>
    public Version? GetVersion()
    {
        if (!NativeLibraries.CublasSearch.Exports(nameof(CublasNative.cublasGetVersion_v2)))
            return null;
        int version;
        CublasNative.cublasGetVersion_v2(handle.Value, &version).ThrowIfFailed();

        // CUBLAS_VERSION of the library's header: major 10^4 + minor 10^2 + patch.
        return new Version(version / 10000, version / 100 % 100, version % 100);
    }

    /// <summary>c = alpha op(a) op(b) + beta c, all row-major; with beta = 0 the old c is not read.</summary>
    /// <param name="transposeA">Whether a is used transposed.</param>
    /// <param name="transposeB">Whether b is used transposed.</param>
    /// <param name="m">Rows of c.</param>
    /// <param name="n">Columns of c.</param>
    /// <param name="k">Columns of op(a).</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">Address of a.</param>
    /// <param name="lda">Floats from row to row of a.</param>
    /// <param name="b">Address of b.</param>
    /// <param name="ldb">Floats from row to row of b.</param>
    /// <param name="beta">Factor of the old c.</param>
    /// <param name="c">Address of c.</param>
    /// <param name="ldc">Floats from row to row of c.</param>
    public void Gemm(
        bool transposeA, bool transposeB, int m, int n, int k, float alpha, nuint a, int lda, nuint b, int ldb, float beta, nuint c, int ldc)
    {
        CublasStatus status = CublasNative.cublasSgemm_v2(
            handle.Value, Turn(transposeB), Turn(transposeA), n, m, k, &alpha, b, ldb, a, lda, &beta, c, ldc);
        if (status != CublasStatus.Success)
            status.ThrowIfFailed($"cublasSgemm_v2 of {m} x {k} by {k} x {n}");
    }

    /// <summary>The lower triangle of c = alpha a a^T + beta c, or of alpha a^T a + beta c, all row-major; the upper one is left alone.</summary>
    /// <param name="transposeFirst">Whether the product is a^T a.</param>
    /// <param name="n">Rows and columns of c.</param>
    /// <param name="k">Terms of each sum.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="a">Address of a, n x k, or k x n for a^T a.</param>
    /// <param name="lda">Floats from row to row of a.</param>
    /// <param name="beta">Factor of the old c.</param>
    /// <param name="c">Address of c.</param>
    /// <param name="ldc">Floats from row to row of c.</param>
    public void SyrkLower(bool transposeFirst, int n, int k, float alpha, nuint a, int lda, float beta, nuint c, int ldc)
    {
        // Column-major, the row-major lower triangle is the upper one, and a is already transposed.
        CublasStatus status = CublasNative.cublasSsyrk_v2(handle.Value, FillMode.Upper, Turn(!transposeFirst), n, k, &alpha, a, lda, &beta, c, ldc);
        if (status != CublasStatus.Success)
            status.ThrowIfFailed($"cublasSsyrk_v2 of {n} x {n} over {k}");
    }

    /// <summary>Destroys the instance.</summary>
    public void Dispose() => handle.Dispose();

    private static Operation Turn(bool transpose) => transpose ? Operation.Transpose : Operation.None;
}
