// A speed is good or bad only as a share of what the device could do.
using Vdsh.Cli.Output;

namespace Vdsh.Cli.Selftest;

/// <summary>The limits of a device.</summary>
/// <param name="Flops">Single-precision FLOP/s of products, or null where it is not known.</param>
/// <param name="BytesPerSecond">Bytes per second from device memory, or null where it is not known.</param>
/// <param name="Source">Where the figures come from, in words.</param>
internal sealed record DevicePeak(double? Flops, double? BytesPerSecond, string Source)
{
    public override string ToString() => $"Peak: {Text.Gflops(Flops)} GFLOP/s, {Text.Gflops(BytesPerSecond)} GB/s ({Source})";
}
