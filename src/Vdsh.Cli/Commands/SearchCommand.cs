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
        Description = "Codes to search in: uint8 .npy as 'vdsh encode' writes it, an index of faiss (IndexBinaryFlat, IndexBinaryIDMap2), or an index that 'vdsh export index' wrote, which is searched without being read first.",
        Required = true,
    };
    private readonly InputFileOption queryFile = new("--queries") { Description = "Codes to search for, of the same length.", Required = true };
    private readonly Option<int?> k = Numbers.OptionalInteger("--k", "How many nearest codes to find for each query. Ties are broken by the smallest id.", 1);
    private readonly Option<int?> radius = Numbers.OptionalInteger("--radius", "Instead of --k: find every code within this Hamming distance, in bits.", 0, HashCodes.MaximumBits);
    private readonly Option<string> index = Choice.Of(
        "--index", "How to search; the results are the same: flat (linear scan), mih (multi-index hashing) or auto (by an estimate of both for these codes and queries).", "auto", "auto", "flat", "mih");
    private readonly Option<int?> bits = Numbers.OptionalInteger("--bits", "Length of a code, in bits. [default: 8 for each byte column]", 1, HashCodes.MaximumBits);
    private readonly OutputFileOption target = new("--out")
    {
        Description = "The .npz file to write: ids (int64) and distances (int32), each queries x k; with --radius: offsets (int64, queries + 1), ids and distances.",
        Required = true,
    };

    public SearchCommand(GlobalOptions global) : base(
        "search",
        "Finds the nearest codes of each query by Hamming distance, exactly.",
        global,
        "vdsh search --codes codes.npy --queries queries.npy --k 10 --out nearest.npz",
        "vdsh search --codes codes.npy --queries queries.npy --radius 2 --bits 48 --out near.npz")
    {
        Option[] options = [databaseFile, queryFile, k, radius, index, bits, target];
        foreach (Option option in options)
            Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(k) is null == result.GetResult(radius) is null)
                result.AddError("Give either --k N, the number of nearest codes, or --radius R, the largest distance.");
        });
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        string path = parsed.GetRequiredValue(target);
        string databasePath = parsed.GetRequiredValue(databaseFile);
        IndexKind kindAsked = Enum.Parse<IndexKind>(parsed.GetValue(index)!, ignoreCase: true);
        int? wanted = parsed.GetValue(k);
        long opening = Stopwatch.GetTimestamp();
        (ICodeIndex codes, HashCodes queries, IndexChoice? choice) = Open(
            databasePath, parsed.GetRequiredValue(queryFile), parsed.GetValue(bits), kindAsked, wanted ?? RadiusNeighbours, session);
        double secondsOpen = Stopwatch.GetElapsedTime(opening).TotalSeconds;
        using IDisposable? mapped = codes as IDisposable;
        if (wanted > codes.Count)
            throw new InputException($"--k {wanted} is more than the {codes.Count} codes in {databasePath}; ask for at most {codes.Count}.");
        session.Cancellation.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        NpzArray[] arrays = wanted is int count ? Nearest(codes, queries, count) : Within(codes, queries, parsed.GetValue(radius)!.Value);
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
            ["index"] = kind,
            ["why"] = choice?.Reason,
            ["secondsOpen"] = secondsOpen,
            ["secondsSearch"] = seconds,
            ["result"] = path,
        });
    }

    // A mapped index is scanned where it lies; for tables its codes must be read. Building tables must pay within this one batch.
    private static (ICodeIndex Codes, HashCodes Queries, IndexChoice? Choice) Open(string path, string queryPath, int? bits, IndexKind kind, int k, CommandSession session)
    {
        if (kind != IndexKind.Mih && CodeDatabase.IsIndexFile(path))
        {
            HammingIndex mapped = CodeFiles.OpenIndex(path, bits, session.Backend);
            return (mapped, CodeFiles.ReadQueries(queryPath, mapped.Bits, path), null);
        }
        (HashCodes database, long[]? ids) = CodeDatabase.Read(path, bits);
        HashCodes queries = CodeFiles.ReadQueries(queryPath, database.Bits, path);
        IndexChoice? choice = kind == IndexKind.Auto ? CodeIndex.Choose(database, k, Math.Max(1, queries.Count), session.Backend, batches: 1, session.Threads) : null;
        ICodeIndex codes = CodeIndex.Empty(choice?.Kind ?? kind, database.Bits, session.Backend);
        if (ids is null)
            codes.Add(database);
        else
            codes.Add(database, ids);
        return (codes, queries, choice);
    }

    private static NpzArray[] Nearest(ICodeIndex codes, HashCodes queries, int count)
    {
        NearestResult result = codes.Search(queries, count);
        return [NpzArray.Create("ids", result.Ids, result.Queries, result.K), NpzArray.Create("distances", result.Distances, result.Queries, result.K)];
    }

    private static NpzArray[] Within(ICodeIndex codes, HashCodes queries, int distance)
    {
        RadiusResult result = codes.SearchRadius(queries, distance);
        return
        [
            NpzArray.Create("offsets", result.Offsets, result.Offsets.Length),
            NpzArray.Create("ids", result.Ids, result.Ids.Length),
            NpzArray.Create("distances", result.Distances, result.Distances.Length),
        ];
    }
}
