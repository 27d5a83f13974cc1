// The processor as a device: its peaks are measured in the same run, because a shared machine's differ from day to day.
using Vdsh.Compute;

namespace Vdsh.Cli.Devices;

internal sealed class CpuDevice : ComputeDevice
{
    private readonly int threads;

    private CpuDevice(CpuBackendOptions options) : base(new CpuBackend(options)) => threads = options.Threads;

    public override string PeakSource => "measured on this machine just now, with float32";

    public override double? MeasureFlops() => GemmPeak.Measure(threads);

    public override double? MeasureFlopsUnderLoad() => GemmPeak.Measure(threads, TimeSpan.Zero);

    public override double? MeasureBandwidth() => MemoryPeak.MeasureRead(threads);

    /// <summary>Opens the processor.</summary>
    /// <param name="threads">Threads.</param>
    /// <param name="rounding">What the factors of products are rounded to; not TF32.</param>
    /// <exception cref="DeviceUnavailableException">It does not have the rounding.</exception>
    public static CpuDevice Open(int threads, FactorRounding rounding)
    {
        try
        {
            return new CpuDevice(new CpuBackendOptions
            {
                Threads = threads,
                Precision = rounding == FactorRounding.BFloat16 ? ProductPrecision.BFloat16 : ProductPrecision.Float32,
            });
        }
        catch (PlatformNotSupportedException exception)
        {
            throw new DeviceUnavailableException($"{exception.Message.TrimEnd('.')}; --precision float32 does without.", exception);
        }
    }
}
