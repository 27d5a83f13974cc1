// What doctor tells of one GPU, and what its peaks are computed from.
namespace Vdsh.Cli.Devices;

/// <summary>A GPU that the driver reports.</summary>
/// <param name="Index">Number N of <c>--device cuda:N</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Major">Compute capability, before the point.</param>
/// <param name="Minor">Compute capability, after the point.</param>
/// <param name="Multiprocessors">Number of multiprocessors.</param>
/// <param name="MemoryBytes">Memory of the device.</param>
/// <param name="ClockKilohertz">Highest clock, kHz; 0 where the driver does not say.</param>
/// <param name="MemoryClockKilohertz">Highest memory clock, kHz; 0 where the driver does not say.</param>
/// <param name="MemoryBusBits">Width of the memory bus, bits.</param>
/// <param name="IsEmulated">Whether it is a test emulator.</param>
internal sealed record GpuFinding(
    int Index, string Name, int Major, int Minor, int Multiprocessors, long MemoryBytes, int ClockKilohertz, int MemoryClockKilohertz, int MemoryBusBits, bool IsEmulated)
{
    // The embedded PTX is made for compute capability 7.5; the driver compiles it for anything later.
    private const int OldestCapability = 75;

    public string ComputeCapability => $"{Major}.{Minor}";

    /// <summary>Why the engine cannot use it, or null.</summary>
    public string? Obstacle => 10 * Major + Minor >= OldestCapability
        ? null
        : $"device {Index} ({Name}) has compute capability {ComputeCapability}, and the kernels need {OldestCapability / 10}.{OldestCapability % 10} or later; use --device cpu.";

    /// <summary>Multiply-adds per clock counted as two operations, in FLOP/s, or null where clock or design are unknown.</summary>
    public double? Flops => !IsEmulated && ClockKilohertz > 0 && LanesPerMultiprocessor is int lanes ? 2e3 * ClockKilohertz * Multiprocessors * lanes : null;

    /// <summary>Bytes per second of the memory bus at two transfers a clock, or null where it is unknown.</summary>
    public double? BytesPerSecond => !IsEmulated && MemoryClockKilohertz > 0 && MemoryBusBits > 0 ? 2e3 * MemoryClockKilohertz * MemoryBusBits / 8 : null;

    // Single-precision lanes of a multiprocessor: CUDA C++ Programming Guide, "Arithmetic Instructions".
    private int? LanesPerMultiprocessor => (Major, Minor) switch
    {
        (7, _) or (8, 0) => 64,
        (8, _) or (9, _) or (10, _) or (12, _) => 128,
        _ => null,
    };
}
