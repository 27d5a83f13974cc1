// How cuBLAS reads a factor, in its own column-major terms.
namespace Vdsh.Cuda.Cublas;

/// <summary>cublasOperation_t.</summary>
internal enum Operation
{
    /// <summary>CUBLAS_OP_N.</summary>
    None = 0,

    /// <summary>CUBLAS_OP_T.</summary>
    Transpose = 1,
}
