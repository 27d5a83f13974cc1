// One measured method, in the units that the tables print.
namespace Vdsh.Cli.Reports;

/// <summary>A row of the result table. Measures are in 0..1; NaN prints as a dash.</summary>
internal sealed record ResultRow
{
    /// <summary>What made the codes.</summary>
    public required string Method { get; init; }

    /// <summary>Bits of a code.</summary>
    public required int Bits { get; init; }

    /// <summary>What was searched.</summary>
    public required string Database { get; init; }

    /// <summary>Tie-aware mean average precision.</summary>
    public double Map { get; init; } = double.NaN;

    /// <summary>The lower bound over the order inside ties.</summary>
    public double MapPessimistic { get; init; } = double.NaN;

    /// <summary>The upper bound over the order inside ties.</summary>
    public double MapOptimistic { get; init; } = double.NaN;

    /// <summary>What a stable sort by distance would print.</summary>
    public double MapStableSort { get; init; } = double.NaN;

    /// <summary>Expected precision of the first 100.</summary>
    public double PrecisionAt100 { get; init; } = double.NaN;

    /// <summary>Expected precision of the first 1000.</summary>
    public double PrecisionAt1000 { get; init; } = double.NaN;

    /// <summary>Precision within Hamming radius 2; an empty ball counts 0.</summary>
    public double PrecisionRadius2 { get; init; } = double.NaN;

    /// <summary>Tie-aware normalised discounted cumulative gain.</summary>
    public double Ndcg { get; init; } = double.NaN;

    /// <summary>Mean average precision within the first K ranks, for each K asked for.</summary>
    public IReadOnlyList<MapCut> Cuts { get; init; } = [];

    /// <summary>Seconds of training; null where it is not known. The page leaves the column out where no row knows it.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why there is no result, or what else must be said; the page leaves the column out where no row has any.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The columns of the terminal's table, in the order of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["method", "searched", "mAP", "tie bounds", "stable", "P@100", "P@1000", "P@r2", "NDCG"];

    /// <summary>The row as text.</summary>
    public IReadOnlyList<string> Cells() =>
    [
        Method, Database, Measure(Map), $"{Measure(MapPessimistic)} .. {Measure(MapOptimistic)}", Measure(MapStableSort),
        Measure(PrecisionAt100), Measure(PrecisionAt1000), Measure(PrecisionRadius2), Measure(Ndcg),
    ];

    /// <summary>The columns of the table of cuts, in the order of <see cref="CutCells"/>.</summary>
    public static IReadOnlyList<string> CutColumns { get; } =
        ["method", "searched", .. MapCut.Columns.Select(column => column.Name)];

    /// <summary>The cuts as text, a row for each.</summary>
    public IEnumerable<IReadOnlyList<string>> CutCells()
        => Cuts.Select(cut => (IReadOnlyList<string>)[Method, Database, .. cut.Cells()]);

    /// <summary>A measure as the tables print it.</summary>
    public static string Measure(double value) => double.IsNaN(value) ? "-" : FormattableString.Invariant($"{value:0.0000}");
}
