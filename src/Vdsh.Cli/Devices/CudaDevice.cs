// A GPU as a device; opened only when everything that it needs was found.
using Vdsh.Compute;

namespace Vdsh.Cli.Devices;

internal sealed class CudaDevice : ComputeDevice
{
    private readonly GpuFinding gpu;
    private readonly bool tf32;

    internal CudaDevice(IComputeBackend backend, GpuFinding gpu, bool tf32) : base(backend)
    {
        this.gpu = gpu;
        this.tf32 = tf32;
    }

    public override bool IsEmulated => gpu.IsEmulated;

    public override string PeakSource => IsEmulated ? "an emulator has none" : "computed from the clocks that the driver reports";

    // Tensor cores have a peak of their own, which the driver does not tell.
    public override double? MeasureFlops() => tf32 ? null : gpu.Flops;

    public override double? MeasureBandwidth() => gpu.BytesPerSecond;

    /// <summary>Opens a GPU.</summary>
    /// <exception cref="DeviceUnavailableException">It cannot be used; the message says why and how to mend it.</exception>
    public static CudaDevice Open(CudaFindings findings, int index, bool tf32)
        => throw new DeviceUnavailableException(findings.ObstacleTo(index) ?? "this build has no CUDA engine; use --device cpu.");
}
