// Published tables cut the average precision at a rank, and each divides by something else; here the definitions stand
// side by side.
using System.Globalization;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Reports;

/// <summary>Mean average precision within the first K ranks. NaN prints as a dash.</summary>
internal sealed record MapCut
{
    /// <summary>K.</summary>
    public required int Rank { get; init; }

    /// <summary>The measures, in the order of <see cref="Columns"/> after K.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Names of the columns for a reader and for a file, and what they are.</summary>
    public static IReadOnlyList<(string Name, string Key, string Explanation)> Columns { get; } =
    [
        ("K", "k", "the first K ranks count"),
        ("/ min(R, K)", "mapAt", "tie-aware, divided by the relevant items, at most K"),
        ("/ hits", "mapAtHits", "tie-aware, divided by the relevant items found within K"),
        ("stable", "mapAtStableSort", "stable sort, divided by the relevant items, at most K"),
        ("DeepHash", "mapAtDeepHash", "stable sort, divided by the hits; a query without hits counts 0"),
        ("HashNet", "mapAtHashNet", "stable sort, divided by the hits; a query without hits does not count"),
    ];

    /// <summary>The cuts of a report, ascending.</summary>
    public static IReadOnlyList<MapCut> Of(RetrievalReport report) =>
    [
        .. report.MapAt.Keys.Order().Select(rank => new MapCut
        {
            Rank = rank,
            Values =
            [
                .. ((IReadOnlyDictionary<int, double>[])[
                    report.MapAt, report.MapAtHits, report.MapAtStableSort, report.MapAtDeepHash, report.MapAtHashNet])
                    .Select(byRank => byRank.GetValueOrDefault(rank, double.NaN)),
            ],
        }),
    ];

    /// <summary>The row as text.</summary>
    public IReadOnlyList<string> Cells()
        => [Rank.ToString(CultureInfo.InvariantCulture), .. Values.Select(ResultRow.Measure)];
}
