// A GPU as a device; opened only when everything that it needs was found.
using Vdsh.Compute;

namespace Vdsh.Cli.Devices;

internal sealed class CudaDevice : ComputeDevice
{
    internal CudaDevice(IComputeBackend backend, GpuFinding gpu) : base(backend) => IsEmulated = gpu.IsEmulated;

    public override bool IsEmulated { get; }

    public override string PeakSource => "unknown";

    public override double? MeasureFlops() => null;

    public override double? MeasureBandwidth() => null;

    /// <summary>Opens a GPU.</summary>
    /// <exception cref="DeviceUnavailableException">It cannot be used; the message says why and how to mend it.</exception>
    public static CudaDevice Open(CudaFindings findings, int index, bool tf32)
        => throw new DeviceUnavailableException(findings.ObstacleTo(index) ?? "this build has no CUDA engine.");
}
