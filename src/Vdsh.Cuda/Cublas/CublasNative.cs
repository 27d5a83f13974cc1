// cuBLAS's entry points under their own names: declarations only, blittable types only.
using System.Runtime.InteropServices;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Cublas;

/// <summary>
/// cuBLAS as far as the engine uses it. Matrices are column-major there. cublasGetVersion_v2 is asked only for reports and cublasSetMathMode only for TF32:
/// they may be missing.
/// </summary>
internal static unsafe partial class CublasNative
{
    private const string Library = NativeLibraries.Cublas;

    static CublasNative() => NativeLibraries.Register();

    [LibraryImport(Library)]
    public static partial CublasStatus cublasCreate_v2(nint* handle);

    [LibraryImport(Library)]
    public static partial CublasStatus cublasDestroy_v2(nint handle);

    [LibraryImport(Library)]
    public static partial CublasStatus cublasGetVersion_v2(nint handle, int* version);

    [LibraryImport(Library)]
    public static partial CublasStatus cublasSetStream_v2(nint handle, nint stream);

    [LibraryImport(Library)]
    public static partial CublasStatus cublasSetMathMode(nint handle, MathMode mode);

    [LibraryImport(Library)]
    public static partial CublasStatus cublasSgemm_v2(
        nint handle, Operation operationA, Operation operationB, int m, int n, int k, float* alpha, nuint a, int lda, nuint b, int ldb, float* beta, nuint c, int ldc);

    [LibraryImport(Library)]
    public static partial CublasStatus cublasSsyrk_v2(
        nint handle, FillMode fill, Operation operation, int n, int k, float* alpha, nuint a, int lda, float* beta, nuint c, int ldc);
}
