// The processor as a device: its peaks are measured in the same run, because a shared machine's differ from day to day.
using Vdsh.Cli.Bench;
using Vdsh.Compute;

namespace Vdsh.Cli.Devices;

internal sealed class CpuDevice(int threads) : ComputeDevice(new CpuBackend(new CpuBackendOptions { Threads = threads }))
{
    public override string PeakSource => "measured on this machine just now";

    public override double? MeasureFlops() => GemmPeak.Measure(threads);

    public override double? MeasureBandwidth() => MemoryBandwidth.MeasureRead(threads);
}
