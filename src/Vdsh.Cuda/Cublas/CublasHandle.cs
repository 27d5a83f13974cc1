// Owner of one cuBLAS instance.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Cublas;

/// <summary>A cublasHandle_t.</summary>
internal sealed unsafe class CublasHandle : ContextBoundHandle
{
    /// <summary>Creates it in the current context.</summary>
    public CublasHandle(PrimaryContextHandle context) : base(context)
    {
        nint created = 0;
        CublasStatus status;
        try
        {
            status = CublasNative.cublasCreate_v2(&created);
        }
        catch (DllNotFoundException)
        {
            Dispose();
            throw;
        }
        SetHandle(created);
        if (status != CublasStatus.Success)
            Dispose();
        status.ThrowIfFailed("cublasCreate_v2");
    }

    protected override CUResult Release(nint resource) =>
        CublasNative.cublasDestroy_v2(resource) == CublasStatus.Success ? CUResult.Success : CUResult.ErrorInvalidValue;
}
