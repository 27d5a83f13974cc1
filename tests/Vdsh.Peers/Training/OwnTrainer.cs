// Our side: the library with default options, as 'vdsh train' runs it.
using System.Diagnostics;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Peers.Training;

internal sealed class OwnTrainer(ProtocolSplit split, ExchangeFolder folder, int threads, int bits, ulong seed)
{
    /// <summary>Trains from scratch; only the number of sweeps and the precision are chosen.</summary>
    public TrainingMeasurement Train(NetShape net, int sweeps, ProductPrecision precision)
    {
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = threads, Precision = precision });
        var options = new TrainingOptions { HiddenLayers = net.Layers, Width = net.Width, Bits = bits, Sweeps = sweeps, Seed = seed };
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        HashModel model = new VdshTrainer(backend, options).Train(split.Training).Model;
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds, cpu = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        using var encoder = new HashEncoder(model, backend);
        folder.Write("own-database", encoder.Encode(split.Database.Features));
        folder.Write("own-queries", encoder.Encode(split.Queries.Features));
        return new TrainingMeasurement(precision == ProductPrecision.BFloat16 ? "bf16" : "default options", sweeps, wall, cpu, folder.Map("own-database", "own-queries", bits));
    }
}
