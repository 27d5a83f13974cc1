// One evaluation with the words that tell the reader what was compared with what.
using Vdsh.Cli.Reports;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>What a method reached on a database.</summary>
/// <param name="Method">What made the codes.</param>
/// <param name="Searched">What was searched.</param>
/// <param name="Report">The measures.</param>
internal sealed record Measurement(string Method, SearchedItems Searched, RetrievalReport Report)
{
    /// <summary>The measures as a row of the result table.</summary>
    public ResultRow ToRow() => new()
    {
        Method = Method,
        Bits = Report.Bits,
        Database = $"{Searched.Words} ({Report.Database})",
        Map = Report.Map,
        MapPessimistic = Report.MapPessimistic,
        MapOptimistic = Report.MapOptimistic,
        MapStableSort = Report.MapStableSort ?? double.NaN,
        PrecisionAt100 = Report.PrecisionAt.GetValueOrDefault(100, double.NaN),
        PrecisionAt1000 = Report.PrecisionAt.GetValueOrDefault(1000, double.NaN),
        PrecisionRadius2 = Report.PrecisionRadius2,
        Ndcg = Report.Ndcg,
        Cuts = MapCut.Of(Report),
    };
}
