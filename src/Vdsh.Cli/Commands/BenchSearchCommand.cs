// vdsh bench search: how many codes a second a search compares, against what memory and kernel allow.
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Vdsh.Cli.Bench;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Search;

namespace Vdsh.Cli.Commands;

internal sealed class BenchSearchCommand : CliCommand
{
    private const int FewestQueries = 1000;
    private const int Centres = 100;
    private const double Flipped = 0.05;
    private static readonly int[] DefaultBatches = [1, 1000];

    private readonly Option<int> items = Numbers.Integer("--items", "Codes in the database (random).", 1_000_000, 1, 1 << 28);
    private readonly Option<int[]> queries = new("--queries")
    {
        Description = $"Sizes of the batches of queries. [default: {string.Join(' ', DefaultBatches)}]",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "N",
    };
    private readonly Option<int> bits = Numbers.Integer("--bits", "Length of a code, in bits.", 64, 1, HashCodes.MaximumBits);
    private readonly Option<int> k = Numbers.Integer("--k", "Nearest codes to find for each query.", 100, 1);
    private readonly Option<string> content = Choice.Of(
        "--content", $"What the codes are like: uniform, clustered ({Centres} centres, 5 % flipped bits: what trained models give), duplicates (uniform, 90 % of them repeated), or both of the first two.",
        "both", "both", "uniform", "clustered", "duplicates");
    private readonly Option<string> index = Choice.Of("--index", "Which index to time; mih runs on the CPU only.", "both", "both", "flat", "mih");

    private readonly Option<bool> asymmetric = new("--asymmetric")
    {
        Description = "Also times asymmetric ranking beside each scan: real query outputs against the same codes.",
    };

    public BenchSearchCommand(GlobalOptions global) : base(
        "search", "Times the search for nearest codes, with the speed of memory and of the kernel beside it.", global,
        "vdsh bench search", "vdsh bench search --items 10000000 --k 10 --content clustered",
        "vdsh bench search --bits 256 --index flat --threads 1",
        "vdsh bench search --index flat --content uniform --asymmetric")
    {
        Option[] options = [items, queries, bits, k, content, index, asymmetric];
        foreach (Option option in options)
            Add(option);
        queries.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int[]>() is not { } values)
                return;
            foreach (int size in values.Where(size => size is < 1 or > 1 << 20))
                result.AddError($"--queries must be from 1 to {1 << 20}, not {size}.");
        });
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        int length = parsed.GetValue(bits), count = parsed.GetValue(items), wanted = Math.Min(parsed.GetValue(k), count);
        int[] batches = parsed.GetValue(queries) is { Length: > 0 } given ? given : DefaultBatches;
        SearchLimits limits = SearchLimits.Measure(session, length);
        string reads = limits.Bandwidth is double known ? FormattableString.Invariant($"reads {known / 1e9:0.0} GB/s from memory") : "memory speed unknown";
        session.Output.Line($"{session.Backend.Description}; {reads}; compares {limits.InCache / 1e9:0.0} G codes/s of {length} bits in the cache.");
        session.Output.Line($"{count:#,0} codes of {length} bits, k = {wanted}.");
        var cases = new List<SearchCase>();
        foreach (string kind in (string[])["uniform", "clustered", "duplicates"])
        {
            if ((parsed.GetValue(content) == "both" && kind != "duplicates") || parsed.GetValue(content) == kind)
            {
                Time(session, kind, count, length, wanted, batches, parsed.GetValue(index)!,
                    parsed.GetValue(asymmetric), cases);
            }
        }
        session.Output.Draw(Tables.Of(SearchCase.Columns, cases.Select(result => result.Cells), textColumns: 2));
        session.Output.Line("Limits, measured right before and after: a single query reads every code from memory; a batch shares a pass, so that the kernel in the cache is its limit. mih does not compare all codes; its rates are those of a scan as fast.");
        session.Output.Object(() => new JsonObject
        {
            ["device"] = session.Backend.Description,
            ["database"] = count,
            ["bits"] = length,
            ["k"] = wanted,
            ["memoryReadBytesPerSecond"] = limits.Bandwidth,
            ["inCacheCodesPerSecond"] = limits.InCache,
            ["results"] = new JsonArray([.. cases.Select(result => result.Json)]),
        });
    }

    private static void Time(
        CommandSession session, string content, int count, int bits, int k, int[] batches, string kinds, bool asymmetric,
        List<SearchCase> cases)
    {
        HashCodes database = Draw(content, count, bits, session.Seed, 0), asked = Draw(content, Math.Max(FewestQueries, batches.Max()), bits, session.Seed, 1);
        int bytes = 8 * database.WordsPerCode;
        ICodeIndex[] indexes =
        [
            .. kinds == "mih" ? (ICodeIndex[])[] : [new HammingIndex(bits, session.Backend)],
            .. kinds == "flat" || session.Device is not CpuDevice ? (ICodeIndex[])[] : [new MultiIndexHash(bits) { Threads = session.Threads }],
        ];
        foreach (ICodeIndex index in indexes)
        {
            using IDisposable? held = index as IDisposable;
            string kind = index.Kind.ToString().ToLowerInvariant();
            index.Add(database);
            long start = Stopwatch.GetTimestamp();
            index.Search(asked.Select([0]), 1);
            if (index.Kind == IndexKind.Mih)
                session.Output.Line($"Built the tables over {content} codes in {Text.Seconds(Stopwatch.GetElapsedTime(start).TotalSeconds)}.");
            foreach (int batch in batches)
            {
                if (index.Kind == IndexKind.Flat)
                {
                    IndexChoice choice = CodeIndex.Choose(database, k, batch, session.Backend, threads: session.Threads);
                    session.Output.Line($"{content}, auto chooses {choice.Kind.ToString().ToLowerInvariant()}: {choice.Reason}.");
                }
                // Every run asks something else, so that no index answers from a cache that the run before has warmed.
                HashCodes[] rounds = [.. Enumerable.Range(0, Math.Max(1, asked.Count / batch)).Select(round => asked.Select([.. Enumerable.Range(round * batch, batch)]))];
                int next = 0;
                double? Limit() => index.Kind == IndexKind.Flat ? SearchLimits.Measure(session, bits).CodesPerSecond(batch, bytes) : null;
                double? before = Limit();
                Timing timing = Timing.Of(() => index.Search(rounds[next++ % rounds.Length], k), 1, session.Cancellation);
                cases.Add(new SearchCase(content, kind, batch, count, bytes, timing, (before + Limit()) / 2));
                if (!asymmetric || index.Kind != IndexKind.Flat)
                    continue;
                QueryOutputs[] outputs = Array.ConvertAll(rounds, round => RandomInputs.Outputs(round, session.Seed));
                Timing scored = Timing.Of(
                    () => index.SearchAsymmetric(outputs[next++ % outputs.Length], k), 1, session.Cancellation);
                cases.Add(new SearchCase(content, "asymmetric", batch, count, bytes, scored, Limit: null));
            }
        }
    }

    private static HashCodes Draw(string content, int count, int bits, ulong seed, ulong draw)
    {
        if (content == "clustered")
            return RandomInputs.ClusteredCodes(count, bits, Centres, Flipped, seed, draw);
        HashCodes codes = RandomInputs.Codes(count, bits, seed + 17 * draw);
        if (content == "uniform" || draw > 0)
            return codes;
        int distinct = Math.Max(1, count / 10);
        return codes.Select([.. Enumerable.Range(0, count).Select(row => row % distinct)]);
    }
}
