// What a running command needs besides its own options: the device asked for, the seed, where to print, when to stop.
using System.CommandLine;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Output;
using Vdsh.Compute;

namespace Vdsh.Cli.CommandLine;

internal sealed class CommandSession : IDisposable
{
    private ComputeDevice? device;

    public CommandSession(ParseResult parsed, GlobalOptions global, CancellationToken cancellation)
    {
        Rounding = global.ReadRounding(parsed);
        Choice = DeviceChoice.Parse(parsed.GetValue(global.Device)!, isGiven: parsed.GetResult(global.Device) is { Implicit: false }, Rounding);
        Threads = parsed.GetValue(global.Threads) ?? Environment.ProcessorCount;
        Seed = parsed.GetValue(global.Seed);
        SeedIsGiven = parsed.GetResult(global.Seed) is { Implicit: false };
        Cancellation = cancellation;
        Output = ((CommandInvocation)parsed.InvocationConfiguration).Results;
    }

    public int Threads { get; }

    public ulong Seed { get; }

    /// <summary>Whether the user named the seed.</summary>
    public bool SeedIsGiven { get; }

    /// <summary>What the factors of products are rounded to.</summary>
    public FactorRounding Rounding { get; }

    public CancellationToken Cancellation { get; }

    public CommandOutput Output { get; }

    /// <summary>What <c>--device</c> asked for.</summary>
    public DeviceChoice Choice { get; }

    /// <summary>The device that <c>--device</c> asked for, opened on first use.</summary>
    public ComputeDevice Device => device ??= Choice.Open(Threads, Output.Note);

    /// <summary>The engine of <see cref="Device"/>.</summary>
    public IComputeBackend Backend => Device.Backend;

    public void Dispose() => device?.Dispose();
}
