// vdsh bench search: how many codes a second a linear scan compares.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.Bench;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Codes;

namespace Vdsh.Cli.Commands;

internal sealed class BenchSearchCommand : CliCommand
{
    private readonly Option<int> items = Numbers.Integer("--items", "Codes in the database (random).", 1_000_000, 1, 1 << 28);
    private readonly Option<int> queries = Numbers.Integer("--queries", "Queries, answered together.", 64, 1, 1 << 20);
    private readonly Option<int> bits = Numbers.Integer("--bits", "Length of a code, in bits.", 64, 1, HashCodes.MaximumBits);
    private readonly Option<int> k = Numbers.Integer("--k", "Nearest codes to find for each query.", 100, 1);

    public BenchSearchCommand(GlobalOptions global) : base(
        "search", "Times the linear scan for nearest codes, with the speed of reading memory beside it.", global,
        "vdsh bench search", "vdsh bench search --items 10000000 --bits 48 --queries 1")
    {
        Option[] options = [items, queries, bits, k];
        foreach (Option option in options)
            Add(option);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        int length = parsed.GetValue(bits), count = parsed.GetValue(items), asked = parsed.GetValue(queries), wanted = Math.Min(parsed.GetValue(k), count);
        HashCodes database = RandomInputs.Codes(count, length, session.Seed), queryCodes = RandomInputs.Codes(asked, length, session.Seed + 1);
        int[] ids = new int[checked(asked * wanted)], distances = new int[checked(asked * wanted)];
        double? bandwidth = session.Device.MeasureBandwidth();
        double seconds = Timing.Median(
            () => session.Backend.HammingNearest(queryCodes.Words, database.Words, length, wanted, ids, distances), 1, session.Cancellation);
        double codesPerSecond = (double)count * asked / seconds, bytes = codesPerSecond * 8 * database.WordsPerCode;
        string reads = bandwidth is double known ? FormattableString.Invariant($"reads {known / 1e9:0.0} GB/s from memory") : "memory speed unknown";
        session.Output.Line($"{session.Backend.Description}; {reads}.");
        session.Output.Draw(Tables.Of(
            ["index", "codes", "bits", "queries", "k", "time", "queries/s", "G codes/s", "GB/s of codes"],
            [
                [
                    "flat", $"{count:#,0}", $"{length}", $"{asked}", $"{wanted}", Text.Seconds(seconds), FormattableString.Invariant($"{asked / seconds:0.0}"),
                    FormattableString.Invariant($"{codesPerSecond / 1e9:0.00}"), FormattableString.Invariant($"{bytes / 1e9:0.0}"),
                ],
            ],
            textColumns: 1));
        session.Output.Line("Queries are answered in blocks that share a pass over the codes, so that a block may compare faster than memory is read.");
        session.Output.Object(() => new JsonObject
        {
            ["device"] = session.Backend.Description,
            ["index"] = "flat",
            ["database"] = count,
            ["bits"] = length,
            ["queries"] = asked,
            ["k"] = wanted,
            ["secondsSearch"] = seconds,
            ["codesPerSecond"] = codesPerSecond,
            ["memoryReadBytesPerSecond"] = bandwidth,
        });
    }
}
