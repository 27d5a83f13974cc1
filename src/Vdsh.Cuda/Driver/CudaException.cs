// A failure of the device or its libraries, kept apart from wrong arguments: it names the call, the symbol and what to do.
namespace Vdsh.Cuda.Driver;

/// <summary>A call to the CUDA driver or to cuBLAS failed.</summary>
public sealed class CudaException : Exception
{
    /// <summary>Creates the exception for a driver result.</summary>
    public CudaException(CUResult result, string message) : base(message) => CudaError = result;

    /// <summary>Creates the exception for a cuBLAS status.</summary>
    public CudaException(Cublas.CublasStatus status, string message) : base(message) => CublasError = status;

    /// <summary>The driver's result, or null where cuBLAS failed.</summary>
    public CUResult? CudaError { get; }

    /// <summary>The status of cuBLAS, or null where the driver failed.</summary>
    public Cublas.CublasStatus? CublasError { get; }
}
