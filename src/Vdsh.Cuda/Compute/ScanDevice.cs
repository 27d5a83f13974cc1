// What every scan needs of a backend, handed over in one piece.
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda.Compute;

/// <summary>Where and by what codes are scanned.</summary>
/// <param name="Context">Where.</param>
/// <param name="Stream">The stream that scans.</param>
/// <param name="Staging">The ways there and back.</param>
/// <param name="Kernels">The scans themselves.</param>
internal sealed record ScanDevice(CudaContext Context, CudaStream Stream, TransferStaging Staging, HammingKernels Kernels);
