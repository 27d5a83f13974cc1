// Owners of a GPU ask first why it is not used, so everything that was looked for is kept: found or not, and why not.
using System.Runtime.InteropServices;

namespace Vdsh.Cli.Devices;

/// <summary>What this machine has of CUDA.</summary>
/// <param name="DriverAttempts">Every attempt to load the driver, in order.</param>
/// <param name="DriverVersion">CUDA version of the driver, or null.</param>
/// <param name="Gpus">The devices.</param>
/// <param name="CublasAttempts">Every attempt to load cuBLAS, in order.</param>
/// <param name="CublasVersion">Version of cuBLAS, or null.</param>
/// <param name="Obstacle">Why no GPU can be used, with a way to mend it, or null.</param>
internal sealed record CudaFindings(
    IReadOnlyList<LibraryAttempt> DriverAttempts,
    string? DriverVersion,
    IReadOnlyList<GpuFinding> Gpus,
    IReadOnlyList<LibraryAttempt> CublasAttempts,
    string? CublasVersion,
    string? Obstacle)
{
    private static readonly string[] Drivers =
        OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so", "/usr/lib/wsl/lib/libcuda.so.1"];

    public bool HasDriver => DriverAttempts.Any(attempt => attempt.Loaded);

    public bool HasCublas => CublasAttempts.Any(attempt => attempt.Loaded);

    /// <summary>Why the GPU of a number cannot be used, or null.</summary>
    public string? ObstacleTo(int index) => Obstacle
        ?? (index < Gpus.Count ? null : $"there is no device {index}; there are {string.Join(", ", Gpus.Select(gpu => $"{gpu.Index} ({gpu.Name})"))}.");

    /// <summary>Looks for driver, devices and cuBLAS.</summary>
    public static CudaFindings Look()
    {
        LibraryAttempt[] drivers = [.. Drivers.Select(Try)];
        return new CudaFindings(drivers, null, [], [], null, "this build has no CUDA engine; use --device cpu.");
    }

    private static LibraryAttempt Try(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint handle))
            return new LibraryAttempt(name, "not found");
        NativeLibrary.Free(handle);
        return new LibraryAttempt(name, null);
    }
}
