// What reports and peak estimates need to know about a device.
namespace Vdsh.Cuda.Driver;

/// <summary>Properties of a device.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record CudaDeviceProperties
{
    /// <summary>Number of the device, from 0.</summary>
    public required int DeviceId { get; init; }

    /// <summary>Its name.</summary>
    public required string DeviceName { get; init; }

    /// <summary>Compute capability, such as 8.0; 0.0 where the driver does not say.</summary>
    public required Version ComputeCapability { get; init; }

    /// <summary>Bytes of memory.</summary>
    public required long TotalGlobalMemory { get; init; }

    /// <summary>Multiprocessors; 0 where the driver does not say.</summary>
    public required int MultiProcessorCount { get; init; }

    /// <summary>Clock in kHz; 0 where the driver does not say.</summary>
    public required int ClockRate { get; init; }

    /// <summary>Memory clock in kHz; 0 where the driver does not say.</summary>
    public required int MemoryClockRate { get; init; }

    /// <summary>Width of the memory bus in bits; 0 where the driver does not say.</summary>
    public required int GlobalMemoryBusWidth { get; init; }
}
