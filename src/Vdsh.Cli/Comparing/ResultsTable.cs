// Many cells become a table that a reader can take in: methods down, code lengths across, the best of each column marked.
using Vdsh.Cli.Reports;

namespace Vdsh.Cli.Comparing;

/// <summary>The results on one set of items.</summary>
internal sealed record ResultsTable
{
    private const string Missing = "-";

    /// <summary>The data set and the protocol, with the numbers of items.</summary>
    public required string Title { get; init; }

    /// <summary>Headings; those of the first <see cref="TextColumns"/> name the row.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>How many leading columns name the row.</summary>
    public required int TextColumns { get; init; }

    /// <summary>Cells by row.</summary>
    public required IReadOnlyList<IReadOnlyList<ResultsCell>> Rows { get; init; }

    /// <summary>The map with its bounds under ties: methods down, code lengths across.</summary>
    public static ResultsTable MapByBits(RecordSet set)
    {
        RowNames names = set.Names;
        int[] bits = [.. set.Records.Select(record => record.Bits).Distinct().Order()];
        IReadOnlyList<string>[] keys = [.. set.Records.Select(names.Of).DistinctBy(key => string.Join('\n', key))];
        var rows = keys.Select(key => (IReadOnlyList<ResultsCell>)
        [
            .. key.Select(text => new ResultsCell(text, null)),
            .. bits.Select(length => Map(set.Records.FirstOrDefault(record => record.Bits == length && names.Of(record).SequenceEqual(key)))),
        ]);
        return new ResultsTable
        {
            Title = $"{set.Title}: mAP",
            Columns = [.. names.Columns, .. bits.Select(length => $"{length} bits")],
            TextColumns = names.Columns.Count,
            Rows = MarkBest([.. rows], names.Columns.Count),
        };
    }

    /// <summary>The further measures and what they cost, a row for each record.</summary>
    public static ResultsTable Details(RecordSet set)
    {
        RowNames names = set.Names;
        return new ResultsTable
        {
            Title = $"{set.Title}: further measures",
            Columns = [.. names.Columns, "bits", "P@100", "P@1000", "P@r2", "NDCG", "stable sort", "sweeps", "learned in", "processor time"],
            TextColumns = names.Columns.Count,
            Rows = [.. set.Records.OrderBy(record => record.Bits).Select(record => (IReadOnlyList<ResultsCell>)
            [
                .. names.Of(record).Select(text => new ResultsCell(text, null)),
                new($"{record.Bits}", null),
                .. record.Report is { } report
                    ? (ResultsCell[])
                    [
                        Measure(report.PrecisionAt.TryGetValue(100, out double at100) ? at100 : null), Measure(report.PrecisionAt.TryGetValue(1000, out double at1000) ? at1000 : null),
                        Measure(report.PrecisionRadius2), Measure(report.Ndcg), Measure(report.MapStableSort),
                    ]
                    : [new("failed", null), .. Enumerable.Repeat(new ResultsCell(Missing, null), 4)],
                new(record.Sweeps is int sweeps ? $"{sweeps}" : Missing, null), Duration(record.SecondsTrain), Duration(record.CpuSecondsTrain),
            ])],
        };
    }

    /// <summary>
    /// The map within the first K ranks in all its definitions, a row for each record and K; no rows where it was not
    /// asked for.
    /// </summary>
    public static ResultsTable Cuts(RecordSet set) => new()
    {
        Title = $"{set.Title}: mAP within the first K",
        Columns = [.. set.Names.Columns, "bits", .. MapCut.Columns.Select(column => column.Name)],
        TextColumns = set.Names.Columns.Count,
        Rows =
        [
            .. from record in set.Records.OrderBy(record => record.Bits)
               where record.Report is not null
               from cut in MapCut.Of(record.Report!)
               select (IReadOnlyList<ResultsCell>)[
                   .. set.Names.Of(record).Append($"{record.Bits}").Concat(cut.Cells())
                   .Select(text => new ResultsCell(text, null))],
        ],
    };

    private static ResultsCell Map(ComparisonRecord? record) => record switch
    {
        null => new(Missing, null),
        { Report: { } report } => new(FormattableString.Invariant($"{report.Map:0.0000} ({report.MapPessimistic:0.000}..{report.MapOptimistic:0.000})"), report.Map),
        _ => new("failed", null),
    };

    private static ResultsCell Measure(double? value) => value is double number ? new(FormattableString.Invariant($"{number:0.0000}"), null) : new(Missing, null);

    private static ResultsCell Duration(double? seconds) => new(seconds is double number ? Output.Text.Seconds(number) : Missing, null);

    // What prints alike is equally good: a difference in the fifth digit is no merit.
    private static List<IReadOnlyList<ResultsCell>> MarkBest(List<IReadOnlyList<ResultsCell>> rows, int first)
    {
        for (int column = first; rows.Count > 1 && column < rows[0].Count; column++)
        {
            double best = rows.Max(row => Rounded(row[column]));
            foreach (int row in Enumerable.Range(0, rows.Count).Where(row => Rounded(rows[row][column]) == best && double.IsFinite(best)))
                rows[row] = [.. rows[row].Select((cell, i) => i == column ? cell with { IsBest = true } : cell)];
        }
        return rows;
    }

    private static double Rounded(ResultsCell cell) => cell.Value is double value ? Math.Round(value, 4) : double.NegativeInfinity;
}
