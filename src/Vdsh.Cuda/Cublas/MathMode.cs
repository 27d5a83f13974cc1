// Whether products may round their factors to TF32: never unless the caller asks.
namespace Vdsh.Cuda.Cublas;

/// <summary>cublasMath_t.</summary>
public enum MathMode
{
    /// <summary>CUBLAS_DEFAULT_MATH: float32 products in float32.</summary>
    Default = 0,

    /// <summary>CUBLAS_TF32_TENSOR_OP_MATH: factors rounded to 10 bits of mantissa.</summary>
    Tf32TensorOp = 3,
}
