// Every operation of the backend, in the order in which a newcomer would want to see them fail: moving values first, search last.
using Vdsh.Cli.Bench;
using Vdsh.Cli.Devices;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Cli.Selftest;

/// <summary>All checks, and how they are run on a device.</summary>
/// <param name="Quick">Small shapes only, without repeated runs for timing.</param>
/// <param name="Rounding">What the factors of products are rounded to.</param>
/// <param name="Seed">Seed of all inputs.</param>
internal sealed record SelftestSuite(bool Quick, FactorRounding Rounding, ulong Seed)
{
    private const double ProductRounding = 1e-6;

    // Each factor keeps 11 significant bits, so a term may be off by 2^-10 of its size.
    private const double Tf32Rounding = 1.5e-3;

    // 8 significant bits: 2^-7.
    private const double Bf16Rounding = 1.2e-2;

    /// <summary>The checks.</summary>
    public IReadOnlyList<OperationCheck> Checks
    {
        get
        {
            double product = Rounding switch { FactorRounding.Tf32 => Tf32Rounding, FactorRounding.BFloat16 => Bf16Rounding, _ => ProductRounding };
            return
            [
                .. MemoryChecks.All, .. ElementwiseChecks.All(Quick), .. ReductionChecks.All(Quick), .. CodeLayerChecks.All(Quick), .. PairChecks.All(Quick), .. ClassChecks.All(Quick),
                .. ProductChecks.All(Quick, product), .. InverseChecks.All(Quick, product), .. HammingChecks.All(Quick),
            ];
        }
    }

    /// <summary>Runs all checks on a device, one after another; a failing one does not stop the others.</summary>
    /// <param name="backend">The device.</param>
    /// <param name="repeat">Whether each is run again for a stable time.</param>
    /// <param name="cancellation">Ends the run between checks.</param>
    public IEnumerable<CheckOutcome> Run(IComputeBackend backend, bool repeat, CancellationToken cancellation)
    {
        using var stopwatch = new DeviceStopwatch(backend);
        ulong stream = 0;
        foreach (OperationCheck check in Checks)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Run(check, backend, new SeededRandom(Seed, stream++), stopwatch, repeat);
        }
    }

    private static CheckOutcome Run(OperationCheck check, IComputeBackend backend, SeededRandom random, DeviceStopwatch stopwatch, bool repeat)
    {
        try
        {
            using var bench = new TestBench(backend, random);
            PreparedCheck prepared = check.Prepare(bench);
            double seconds = stopwatch.Once(prepared.Execute), error = prepared.Error();
            if (repeat && check.Work.IsMeasurable)
                seconds = stopwatch.Median(prepared.Execute);
            return new CheckOutcome(check, error, seconds, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new CheckOutcome(check, double.NaN, double.NaN, $"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
