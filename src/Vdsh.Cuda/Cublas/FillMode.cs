// Which triangle of a symmetric matrix cuBLAS touches, in its own column-major terms.
namespace Vdsh.Cuda.Cublas;

/// <summary>cublasFillMode_t.</summary>
internal enum FillMode
{
    /// <summary>CUBLAS_FILL_MODE_LOWER.</summary>
    Lower = 0,

    /// <summary>CUBLAS_FILL_MODE_UPPER.</summary>
    Upper = 1,
}
