// A device may still be working when a call returns, so the clock stops only after a value has come back from it.
using System.Diagnostics;
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;

namespace Vdsh.Cli.Bench;

/// <summary>Times operations of a device from the host.</summary>
internal sealed class DeviceStopwatch(IComputeBackend backend) : IDisposable
{
    private const double BatchSeconds = 0.01;
    private const int Batches = 5;
    private const int CallsAtMost = 1000;

    private readonly DeviceMatrix probe = backend.Allocate(1, 1);
    private readonly float[,] value = new float[1, 1];

    /// <summary>Seconds of one call.</summary>
    public double Once(Action operation) => OfCalls(operation, 1);

    /// <summary>Seconds of a call: the median of several batches of calls, each long enough for the clock.</summary>
    public double Median(Action operation)
    {
        int calls = (int)Math.Clamp(BatchSeconds / Math.Max(Once(operation), 1e-9), 1, CallsAtMost);
        double[] seconds = new double[Batches];
        for (int batch = 0; batch < Batches; batch++)
            seconds[batch] = OfCalls(operation, calls);
        Array.Sort(seconds);
        return seconds[Batches / 2];
    }

    public void Dispose() => probe.Dispose();

    private double OfCalls(Action operation, int calls)
    {
        Wait();
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
            operation();
        Wait();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private void Wait() => backend.Download(probe, value.AsSpan2D());
}
