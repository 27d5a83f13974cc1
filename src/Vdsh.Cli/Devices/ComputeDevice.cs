// A backend with what the tool says about it: whether its times mean anything, and what its peak is.
using Vdsh.Compute;

namespace Vdsh.Cli.Devices;

/// <summary>The device that a command runs on.</summary>
internal abstract class ComputeDevice(IComputeBackend backend) : IDisposable
{
    public IComputeBackend Backend => backend;

    /// <summary>Whether the device is imitated, so that its times mean nothing.</summary>
    public virtual bool IsEmulated => false;

    /// <summary>Where the peaks come from, in words.</summary>
    public abstract string PeakSource { get; }

    /// <summary>The peak of single-precision products in FLOP/s, or null where it is not known.</summary>
    public abstract double? MeasureFlops();

    /// <summary>The same at the clock at which the device has just been working, which may be lower than that of a device that was idle.</summary>
    public virtual double? MeasureFlopsUnderLoad() => MeasureFlops();

    /// <summary>The peak of reading device memory in bytes per second, or null where it is not known.</summary>
    public abstract double? MeasureBandwidth();

    public void Dispose() => backend.Dispose();
}
