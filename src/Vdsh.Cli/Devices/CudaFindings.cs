// Owners of a GPU ask first why it is not used, so everything that was looked for is kept: found or not, and why not.
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
    public bool HasDriver => DriverAttempts.Any(attempt => attempt.Loaded);

    public bool HasCublas => CublasAttempts.Any(attempt => attempt.Loaded);

    /// <summary>Why the GPU of a number cannot be used, or null.</summary>
    public string? ObstacleTo(int index) => Obstacle
        ?? (index < Gpus.Count ? Gpus[index].Obstacle : $"there is no device {index}; the driver reports {string.Join(", ", Gpus.Select(gpu => $"{gpu.Index} ({gpu.Name})"))}.");

    /// <summary>Looks for driver, devices and cuBLAS.</summary>
    public static CudaFindings Look()
    {
        LibrarySearch driver = LibrarySearch.Driver(), cublas = LibrarySearch.Cublas();
        var probe = new CudaProbe(driver.Handle, cublas.Handle);
        string? problem = probe.Initialize();
        IReadOnlyList<GpuFinding> gpus = driver.Handle != 0 && problem is null ? probe.Devices() : [];
        string? obstacle = driver.Handle == 0 ? $"no NVIDIA driver was found (tried {Tried(driver)}); install one, set {LibrarySearch.DriverVariable}, or use --device cpu."
            : problem is not null ? $"the NVIDIA driver {driver.Attempts[^1].Path} reports {problem}; see what nvidia-smi says, or use --device cpu."
            : cublas.Handle == 0 ? $"no cuBLAS was found (tried {Tried(cublas)}); install it, set {LibrarySearch.CublasVariable}, or use --device cpu."
            : null;
        return new CudaFindings(driver.Attempts, probe.DriverVersion, gpus, cublas.Attempts, probe.CublasVersion, obstacle);
    }

    private static string Tried(LibrarySearch search) => string.Join(", ", search.Attempts.Select(attempt => $"{attempt.Path}: {attempt.Problem}"));
}
