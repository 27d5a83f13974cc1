// What a caller may choose about the CUDA backend.
namespace Vdsh.Cuda;

/// <summary>Options of <see cref="CudaBackend"/>.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record CudaBackendOptions
{
    /// <summary>Number of the device, from 0.</summary>
    public int Device { get; init; }

    /// <summary>Lets products round their factors to TF32 (10 bits of mantissa) where the device has tensor cores. Off: products are in float32.</summary>
    public bool AllowTf32 { get; init; }
}
