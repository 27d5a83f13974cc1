// Why the GPU is used or not, in one object for messages, reports and the doctor.
using Vdsh.Cuda.Cublas;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda;

/// <summary>What was found of driver, devices and cuBLAS.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record CudaDiagnostics
{
    /// <summary>Every name tried for the driver, in order.</summary>
    public required IReadOnlyList<TriedLibrary> DriverTried { get; init; }

    /// <summary>The driver library that was loaded, or null.</summary>
    public string? DriverLibrary { get; init; }

    /// <summary>Newest CUDA version that the driver supports, or null.</summary>
    public Version? DriverVersion { get; init; }

    /// <summary>The devices; empty where there is none.</summary>
    public IReadOnlyList<CudaDeviceProperties> Devices { get; init; } = [];

    /// <summary>Every name tried for cuBLAS, in order.</summary>
    public required IReadOnlyList<TriedLibrary> CublasTried { get; init; }

    /// <summary>The cuBLAS library that was loaded, or null.</summary>
    public string? CublasLibrary { get; init; }

    /// <summary>Version of cuBLAS, or null where it could not be asked (it needs a device).</summary>
    public Version? CublasVersion { get; init; }

    /// <summary>Why the CUDA engine cannot be used, in one sentence; null where it can.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the CUDA engine can be used.</summary>
    public bool IsUsable => Reason is null;

    /// <summary>Looks for everything; loads libraries, and creates a context on the first device for a moment.</summary>
    public static CudaDiagnostics Collect()
    {
        LibrarySearch driver = NativeLibraries.DriverSearch, cublas = NativeLibraries.CublasSearch;
        var found = new CudaDiagnostics
        {
            DriverTried = driver.Tried, DriverLibrary = driver.Library, CublasTried = cublas.Tried, CublasLibrary = cublas.Library,
        };
        if (driver.Handle == 0)
            return found with { Reason = driver.Failure };
        try
        {
            found = found with { DriverVersion = CudaContext.GetDriverVersion() };
            int count = CudaContext.GetDeviceCount();
            if (count == 0)
                return found with { Reason = "The CUDA driver reports no device (CUDA_ERROR_NO_DEVICE)." };
            found = found with { Devices = [.. Enumerable.Range(0, count).Select(CudaContext.GetDeviceInfo)] };
            if (cublas.Handle == 0)
                return found with { Reason = cublas.Failure };
            using var context = new CudaContext(0);
            using var stream = new CudaStream(context);
            using var blas = new CudaBlas(context, stream, MathMode.Default);
            return found with { CublasVersion = blas.GetVersion() };
        }
        catch (Exception exception) when (exception is CudaException or DllNotFoundException or EntryPointNotFoundException)
        {
            return found with { Reason = exception.Message };
        }
    }
}
