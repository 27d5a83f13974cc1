// What a running command needs besides its own options: the backend asked for, the seed, where to print, when to stop.
using System.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Compute;

namespace Vdsh.Cli.CommandLine;

internal sealed class CommandSession : IDisposable
{
    private readonly DeviceChoice device;
    private IComputeBackend? backend;

    public CommandSession(ParseResult parsed, GlobalOptions global, CancellationToken cancellation)
    {
        device = DeviceChoice.Parse(parsed.GetValue(global.Device)!);
        Threads = parsed.GetValue(global.Threads) ?? Environment.ProcessorCount;
        Seed = parsed.GetValue(global.Seed);
        SeedIsGiven = parsed.GetResult(global.Seed) is { Implicit: false };
        Cancellation = cancellation;
        Output = new CommandOutput(
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(global.Json), parsed.GetValue(global.Quiet));
    }

    public int Threads { get; }

    public ulong Seed { get; }

    /// <summary>Whether the user named the seed.</summary>
    public bool SeedIsGiven { get; }

    public CancellationToken Cancellation { get; }

    public CommandOutput Output { get; }

    /// <summary>The engine that <c>--device</c> asked for, made on first use.</summary>
    public IComputeBackend Backend => backend ??= device.Create(Threads);

    /// <summary>The machine's peak in FLOP/s with the threads of this command, measured now.</summary>
    public double MeasurePeak() => GemmPeak.Measure(Threads);

    public void Dispose() => backend?.Dispose();
}
