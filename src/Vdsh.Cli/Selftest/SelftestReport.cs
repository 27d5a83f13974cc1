// One account of a self-test, printed as a table or as JSON with the same content.
using System.Text.Json.Nodes;
using Vdsh.Cli.Output;

namespace Vdsh.Cli.Selftest;

/// <summary>The outcomes of all checks on one device.</summary>
internal sealed class SelftestReport(string device, string description, bool emulated, DevicePeak peak, IReadOnlyList<CheckOutcome> outcomes)
{
    private const string EmulatorWarning =
        "THIS IS AN EMULATOR, NOT A GPU: the results show that the kernels compute the right values; the times say nothing about any device.";

    private IReadOnlyList<CheckOutcome> Failed => [.. outcomes.Where(outcome => !outcome.Passed)];

    public bool Passed => Failed.Count == 0;

    /// <summary>The last line: passed or failed, how many, where.</summary>
    public string Verdict => Passed
        ? $"PASSED: all {outcomes.Count} checks of {Operations} operations on {device} ({description}) are within their tolerances."
        : $"FAILED: {Failed.Count} of {outcomes.Count} checks on {device} ({description}): {string.Join(", ", Failed.Select(outcome => outcome.Check.Operation).Distinct())}.";

    private int Operations => outcomes.Select(outcome => outcome.Check.Operation).Distinct().Count();

    public void Print(CommandOutput output)
    {
        if (emulated)
            output.Line(EmulatorWarning);
        output.Line($"{device}: {description}");
        output.Draw(Tables.Of(
            ["operation", "shape", "max rel. error", "tolerance", "", "time", "speed", "of peak"], outcomes.Select(Row), textColumns: 2));
        output.Line($"{peak}.{(peak.BytesPerSecond is null ? "" : " Above 100 % of the memory's speed the data stayed in a cache.")}");
        foreach (CheckOutcome outcome in Failed)
            output.Line($"FAILED {outcome.Check.Operation}, {outcome.Check.Shape}: {Reason(outcome)}");
        if (emulated)
            output.Line(EmulatorWarning);
        output.Line(Verdict);
    }

    public JsonObject ToJson() => new()
    {
        ["device"] = device,
        ["description"] = description,
        ["emulator"] = emulated,
        ["timesAreMeaningful"] = !emulated,
        ["peak"] = new JsonObject { ["flops"] = peak.Flops, ["bytesPerSecond"] = peak.BytesPerSecond, ["source"] = peak.Source },
        ["checks"] = new JsonArray([.. outcomes.Select(outcome => new JsonObject
        {
            ["operation"] = outcome.Check.Operation,
            ["shape"] = outcome.Check.Shape,
            ["error"] = JsonNumbers.Number(outcome.Error),
            ["tolerance"] = outcome.Check.Tolerance,
            ["passed"] = outcome.Passed,
            ["failure"] = outcome.Passed ? null : Reason(outcome),
            ["seconds"] = JsonNumbers.Number(outcome.Seconds),
            ["flopsPerSecond"] = outcome.Check.Work.Kind == WorkKind.Arithmetic ? outcome.Rate : null,
            ["bytesPerSecond"] = outcome.Check.Work.Kind != WorkKind.Arithmetic ? outcome.Rate : null,
            ["ofPeak"] = outcome.OfPeak(peak),
        })]),
        ["checksFailed"] = Failed.Count,
        ["passed"] = Passed,
        ["verdict"] = Verdict,
    };

    private string[] Row(CheckOutcome outcome) =>
    [
        outcome.Check.Operation,
        outcome.Check.Shape,
        outcome.Failure is not null ? "threw" : Scientific(outcome.Error),
        outcome.Check.Tolerance == 0 ? "exact" : Scientific(outcome.Check.Tolerance),
        outcome.Passed ? "ok" : "FAILED",
        double.IsNaN(outcome.Seconds) ? "" : Text.Seconds(outcome.Seconds),
        outcome.Rate is double rate ? FormattableString.Invariant($"{rate / 1e9:0.0} {(outcome.Check.Work.Kind == WorkKind.Arithmetic ? "GFLOP/s" : "GB/s")}") : "",
        outcome.OfPeak(peak) is double share ? Text.Percent(share) : "",
    ];

    private static string Reason(CheckOutcome outcome)
        => outcome.Failure ?? $"the error {Scientific(outcome.Error)} is above the tolerance {Scientific(outcome.Check.Tolerance)}";

    private static string Scientific(double value)
        => value == 0 ? "0" : double.IsFinite(value) ? FormattableString.Invariant($"{value:0.0e+00}") : "infinite";
}
