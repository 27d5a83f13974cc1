// vdsh search: the nearest codes of each query, exactly.
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Cli.Commands;

internal sealed class SearchCommand : CliCommand
{
    // For the choice of an index, a radius is taken to be met by as many codes as people usually ask for.
    private const int RadiusNeighbours = 10;

    private readonly InputFileOption databaseFile = new("--codes")
    {
        Description =
            $"Codes to search in: {CodeOptions.Accepted}; the last is searched "
            + "without being read first where it is large.",
        Required = true,
    };
    private readonly InputFileOption queryFile = new("--queries")
    {
        Description = "Codes to search for, of the same length, in any of these forms; with --rank asymmetric the real "
            + "outputs that 'vdsh encode --outputs' wrote.",
        Required = true,
    };
    private readonly Option<int?> k = Numbers.OptionalInteger("--k", "How many nearest codes to find for each query. Ties are broken by the smallest id.", 1);
    private readonly Option<int?> radius = Numbers.OptionalInteger("--radius", "Instead of --k: find every code within this Hamming distance, in bits.", 0, HashCodes.MaximumBits);
    private readonly Option<string> index = Choice.Of(
        "--index", "How to search; the results are the same: flat (linear scan), mih (multi-index hashing) or auto (by an estimate of both for these codes and queries).", "auto", "auto", "flat", "mih");
    private readonly Option<string> rank = RankOption.Create("Every code is scanned, on the CPU.");
    private readonly Option<bool> verify = new("--verify")
    {
        Description =
            "Reads an index that 'vdsh export index' wrote as a whole before it is searched, "
            + "and checks its checksum, codes and ids. "
            + "Other files, and indexes below 16 MiB, are always read and checked.",
    };
    private readonly CodeOptions form = new();
    private readonly OutputFileOption target = new("--out")
    {
        Description = "The .npz file to write: ids (int64) and distances (int32), each queries x k; with --radius: "
            + "offsets (int64, queries + 1), ids and distances; with --rank asymmetric: ids and scores (float64, "
            + "larger is nearer), each queries x k.",
        Required = true,
    };

    public SearchCommand(GlobalOptions global) : base(
        "search",
        "Finds the nearest codes of each query by Hamming distance or by real query outputs, exactly.",
        global,
        "vdsh search --codes codes.npy --queries queries.npy --k 10 --out nearest.npz",
        "vdsh search --codes codes.npy --queries queries.npy --radius 2 --bits 48 --out near.npz",
        "vdsh search --codes codes.npy --queries outputs.npy --rank asymmetric --k 10 --out nearest.npz")
    {
        Option[] options = [databaseFile, queryFile, k, radius, rank, index, verify, target];
        foreach (Option option in options)
            Add(option);
        form.AddTo(this);
        Validators.Add(result =>
        {
            if (result.GetResult(k) is null == result.GetResult(radius) is null)
                result.AddError("Give either --k N, the number of nearest codes, or --radius R, the largest distance.");
            if (result.GetResult(radius) is not null && result.GetValue(rank) == "asymmetric")
                result.AddError("--radius is a Hamming distance, and --rank asymmetric has scores; give --k N.");
        });
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        string path = parsed.GetRequiredValue(target);
        string databasePath = parsed.GetRequiredValue(databaseFile);
        IndexKind kindAsked = Enum.Parse<IndexKind>(parsed.GetValue(index)!, ignoreCase: true);
        if (rank.IsAsymmetric(parsed) && kindAsked == IndexKind.Auto)
            kindAsked = IndexKind.Flat;
        int? wanted = parsed.GetValue(k);
        long opening = Stopwatch.GetTimestamp();
        (ICodeIndex codes, Queries queries, IndexChoice? choice) = Open(
            databasePath, parsed.GetRequiredValue(queryFile), parsed, kindAsked, wanted ?? RadiusNeighbours, session);
        double secondsOpen = Stopwatch.GetElapsedTime(opening).TotalSeconds;
        using IDisposable? mapped = codes as IDisposable;
        if (wanted > codes.Count)
            throw new InputException($"--k {wanted} is more than the {codes.Count} codes in {databasePath}; ask for at most {codes.Count}.");
        session.Cancellation.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        NpzArray[] arrays = queries.Outputs is { } outputs
            ? Best(codes, outputs, wanted!.Value, session.Cancellation)
            : wanted is int count
                ? Nearest(codes, queries.Codes!, count, session.Cancellation)
                : Within(codes, queries.Codes!, parsed.GetValue(radius)!.Value, session.Cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        session.Cancellation.ThrowIfCancellationRequested();
        NpzFile.Write(path, compress: false, arrays);
        string kind = codes.Kind.ToString().ToLowerInvariant();
        session.Output.Line($"Searched {codes.Count} codes of {codes.Bits} bits for {queries.Count} queries in {Text.Seconds(seconds)} (index {kind}, opened in {Text.Seconds(secondsOpen)}).");
        if (choice is not null)
            session.Output.Line($"Chose {kind}: {choice.Reason}.");
        session.Output.Line($"Wrote {path}.");
        session.Output.Object(() => new JsonObject
        {
            ["queries"] = queries.Count,
            ["database"] = codes.Count,
            ["bits"] = codes.Bits,
            ["k"] = wanted,
            ["radius"] = parsed.GetValue(radius),
            ["rank"] = parsed.GetValue(rank),
            ["index"] = kind,
            ["why"] = choice?.Reason,
            ["secondsOpen"] = secondsOpen,
            ["secondsSearch"] = seconds,
            ["result"] = path,
        });
    }

    // A mapped index is scanned where it lies; for tables its codes must be read. Building tables must pay within this one batch.
    private (ICodeIndex Codes, Queries Queries, IndexChoice? Choice) Open(
        string path, string queryPath, ParseResult parsed, IndexKind kind, int k, CommandSession session)
    {
        int? bits = form.Bits(parsed);
        if (kind != IndexKind.Mih && form.Form(parsed) == CodeForm.Auto && CodeDatabase.IsIndexFile(path))
        {
            HammingIndex mapped =
                CodeFiles.OpenIndex(path, bits, parsed.GetValue(verify), session.Backend, session.Cancellation);
            return (mapped, ReadQueries(parsed, queryPath, mapped.Bits, path, session), null);
        }
        (HashCodes database, long[]? ids) = CodeFiles.Read(path, bits, form.Form(parsed), session);
        Queries queries = ReadQueries(parsed, queryPath, database.Bits, path, session);
        IndexChoice? choice = kind == IndexKind.Auto
            ? CodeIndex.Choose(database, k, Math.Max(1, queries.Count), session.Backend, batches: 1, session.Threads,
                session.Cancellation)
            : null;
        ICodeIndex codes = CodeIndex.Empty(choice?.Kind ?? kind, database.Bits, session.Backend);
        CodeDatabase.AddTo(codes, database, ids, path);
        return (codes, queries, choice);
    }

    private Queries ReadQueries(ParseResult parsed, string path, int bits, string databasePath, CommandSession session)
        => rank.IsAsymmetric(parsed)
            ? new Queries(null, RankOption.Read(path, bits, databasePath, session))
            : new Queries(CodeFiles.ReadQueries(path, bits, databasePath, session), null);

    private static NpzArray[] Best(ICodeIndex codes, QueryOutputs queries, int count, CancellationToken cancellation)
    {
        ScoredResult result = codes.SearchAsymmetric(queries, count, cancellation);
        return
        [
            NpzArray.Create("ids", result.Ids, result.Queries, result.K),
            NpzArray.Create("scores", result.Scores, result.Queries, result.K),
        ];
    }

    private static NpzArray[] Nearest(ICodeIndex codes, HashCodes queries, int count, CancellationToken cancellation)
    {
        NearestResult result = codes.Search(queries, count, cancellation);
        return [NpzArray.Create("ids", result.Ids, result.Queries, result.K), NpzArray.Create("distances", result.Distances, result.Queries, result.K)];
    }

    private static NpzArray[] Within(ICodeIndex codes, HashCodes queries, int distance, CancellationToken cancellation)
    {
        RadiusResult result = codes.SearchRadius(queries, distance, cancellation);
        return
        [
            NpzArray.Create("offsets", result.Offsets, result.Offsets.Length),
            NpzArray.Create("ids", result.Ids, result.Ids.Length),
            NpzArray.Create("distances", result.Distances, result.Distances.Length),
        ];
    }

    // One of both: codes, or real outputs.
    private sealed record Queries(HashCodes? Codes, QueryOutputs? Outputs)
    {
        public int Count => Codes?.Count ?? Outputs!.Count;
    }
}
