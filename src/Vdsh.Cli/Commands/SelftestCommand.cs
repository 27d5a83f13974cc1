// vdsh selftest: whether a device computes what it should, asked of the device itself.
using System.CommandLine;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Selftest;
using Vdsh.Compute;

namespace Vdsh.Cli.Commands;

internal sealed class SelftestCommand : CliCommand
{
    private readonly Option<bool> quick = new("--quick") { Description = "Small shapes only, each timed once." };

    public SelftestCommand(GlobalOptions global) : base(
        "selftest",
        "Runs every operation of a device against a plain double-precision reference: errors, tolerances, times, share of the device's peak, and a verdict.",
        global,
        "vdsh selftest", "vdsh selftest --device cuda", "vdsh selftest --device cpu --quick --json") => Add(quick);

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        bool isQuick = parsed.GetValue(quick);
        IComputeBackend backend = session.Backend;
        var suite = new SelftestSuite(isQuick, session.Rounding, session.Seed);
        bool emulated = session.Device.IsEmulated;
        var peak = new DevicePeak(session.Device.MeasureFlops(), session.Device.MeasureBandwidth(), session.Device.PeakSource);
        CheckOutcome[] outcomes = [.. suite.Run(backend, repeat: !isQuick && !emulated, session.Cancellation)];
        var report = new SelftestReport(backend.Name, backend.Description, emulated, peak, outcomes);
        report.Print(session.Output);
        session.Output.Object(report.ToJson);
        if (!report.Passed)
            throw new CommandFailedException(report.Verdict);
    }
}
