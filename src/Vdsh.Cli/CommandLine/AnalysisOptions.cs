// Failure analysis writes files of its own; its options stand apart from those that say what to evaluate.
using System.CommandLine;
using Vdsh.Cli.Measuring;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal sealed class AnalysisOptions
{
    private readonly OutputFileOption perQuery = new("--per-query") { Description = "Also writes the measures of every single query as CSV." };
    private readonly OutputFileOption confusion = new("--confusion")
    {
        Description = $"Also writes, as CSV, which classes are found near queries of each class. Up to {QueryAnalysis.FewClasses} classes are printed in any case.",
    };
    private readonly Option<int?> rank = Numbers.OptionalInteger(
        "--confusion-rank", "How many of the nearest items count there. [default: for each query as many as are relevant to it]", 1);

    private readonly Option<IReadOnlyList<int>> mapAt = MapAtOption();

    /// <summary>The ranks at which published tables cut the average precision.</summary>
    public static Option<IReadOnlyList<int>> MapAtOption() => WordList.Integers(
        "--map-at",
        "Also measures mAP within the first K, e.g. 1000,5000: divided by min(relevant, K), and by the hits found, "
            + "as published tables do.",
        1);

    public void AddTo(Command command)
    {
        command.Add(mapAt);
        command.Add(perQuery);
        command.Add(confusion);
        command.Add(rank);
    }

    /// <summary>The file for the classes, or null.</summary>
    public string? ReadConfusion(ParseResult parsed) => parsed.GetValue(confusion);

    /// <summary>Runs an evaluation and writes the file of single queries on the way, where it was asked for.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public T Run<T>(ParseResult parsed, Func<QueryAnalysis, T> evaluate)
    {
        var analysis = new QueryAnalysis
        {
            ManyClasses = parsed.GetValue(confusion) is not null,
            ClassRank = parsed.GetValue(rank) ?? 0,
            MapRanks = parsed.GetValue(mapAt) ?? [],
        };
        return QueryFile.Write(parsed.GetValue(perQuery), collector => evaluate(analysis with { Collector = collector }));
    }
}
