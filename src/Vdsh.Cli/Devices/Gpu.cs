// What can be said of a GPU without running anything on it.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cli.Devices;

/// <summary>A GPU that the driver reports.</summary>
internal sealed record Gpu(CudaDeviceProperties Properties)
{
    // A GPU's name never says this, and an emulator's that means well does.
    private const string EmulatorWord = "emulator";

    public bool IsEmulated => Properties.DeviceName.Contains(EmulatorWord, StringComparison.OrdinalIgnoreCase);

    /// <summary>Multiply-adds per clock counted as two operations, in FLOP/s, or null where clock or design are unknown.</summary>
    public double? Flops => !IsEmulated && Properties.ClockRate > 0 && LanesPerMultiprocessor is int lanes
        ? 2e3 * Properties.ClockRate * Properties.MultiProcessorCount * lanes
        : null;

    /// <summary>Bytes per second of the memory bus at two transfers a clock, or null where it is unknown.</summary>
    public double? BytesPerSecond => !IsEmulated && Properties.MemoryClockRate > 0 && Properties.GlobalMemoryBusWidth > 0
        ? 2e3 * Properties.MemoryClockRate * Properties.GlobalMemoryBusWidth / 8
        : null;

    // Single-precision lanes of a multiprocessor: CUDA C++ Programming Guide, "Arithmetic Instructions".
    private int? LanesPerMultiprocessor => (Properties.ComputeCapability.Major, Properties.ComputeCapability.Minor) switch
    {
        (7, _) or (8, 0) => 64,
        (8, _) or (9, _) or (10, _) or (12, _) => 128,
        _ => null,
    };
}
