// One measured method, in the units that the tables print.
namespace Vdsh.Cli.Reports;

/// <summary>A row of the result table. Measures are in 0..1; NaN prints as a dash.</summary>
/// <param name="Method">What made the codes.</param>
/// <param name="Database">What was searched.</param>
/// <param name="Map">Tie-aware mean average precision.</param>
/// <param name="MapPessimistic">The lower bound over the order inside ties.</param>
/// <param name="MapOptimistic">The upper bound over the order inside ties.</param>
/// <param name="MapStableSort">What a stable sort by distance would print.</param>
/// <param name="PrecisionAt100">Expected precision of the first 100.</param>
/// <param name="PrecisionAt1000">Expected precision of the first 1000.</param>
/// <param name="PrecisionRadius2">Precision within Hamming radius 2; an empty ball counts 0.</param>
/// <param name="Ndcg">Tie-aware normalised discounted cumulative gain.</param>
internal sealed record ResultRow(
    string Method, string Database, double Map, double MapPessimistic, double MapOptimistic, double MapStableSort,
    double PrecisionAt100, double PrecisionAt1000, double PrecisionRadius2, double Ndcg)
{
    /// <summary>The columns of the table, in the order of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["method", "searched", "mAP", "tie bounds", "stable", "P@100", "P@1000", "P@r2", "NDCG"];

    /// <summary>The row as text.</summary>
    public IReadOnlyList<string> Cells() =>
    [
        Method, Database, Measure(Map), $"{Measure(MapPessimistic)} .. {Measure(MapOptimistic)}", Measure(MapStableSort),
        Measure(PrecisionAt100), Measure(PrecisionAt1000), Measure(PrecisionRadius2), Measure(Ndcg),
    ];

    private static string Measure(double value) => double.IsNaN(value) ? "-" : FormattableString.Invariant($"{value:0.0000}");
}
