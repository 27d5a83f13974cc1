// A comparison takes hours: what is finished is not computed again, and what fails does not take the rest with it.
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Comparing;

/// <summary>Computes the cells that are missing.</summary>
/// <param name="session">The running command.</param>
/// <param name="file">Receives every cell when it is done.</param>
/// <param name="runner">Computes a cell.</param>
/// <param name="command">The command line, to be recorded.</param>
internal sealed class ComparisonRun(CommandSession session, ResultsFile file, CellRunner runner, string command)
{
    /// <summary>Cells computed by this run, failed ones included.</summary>
    public int Computed { get; private set; }

    /// <summary>Cells that were there already.</summary>
    public int Kept { get; private set; }

    /// <summary>Goes through the cells.</summary>
    /// <param name="cells">All cells asked for.</param>
    /// <param name="measures">What a cell must have been measured with to count as finished.</param>
    /// <param name="recorded">Called after every cell that was computed.</param>
    /// <returns>The cells' records in the same order.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the finished cells are in the file.</exception>
    public IReadOnlyList<ComparisonRecord> Execute(
        IReadOnlyList<ComparisonCell> cells, EvaluationOptions measures, Action recorded)
    {
        var records = new List<ComparisonRecord>();
        foreach (ComparisonCell cell in cells)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            string place = $"[{records.Count + 1}/{cells.Count}] {cell}";
            ComparisonRecord? before = file.Find(cell.Id());
            if (before?.Report is { } report && Has(report, measures))
            {
                session.Output.Note(FormattableString.Invariant($"{place}: mAP {report.Map:0.0000}, finished before"));
                records.Add(before);
                Kept++;
                continue;
            }
            session.Output.Note(place);
            ComparisonRecord record = Compute(cell, before?.Report, measures);
            file.Append(record);
            records.Add(record);
            Computed++;
            session.Output.Note(record.Report is null
                ? $"{place}: failed: {record.Error}"
                : FormattableString.Invariant($"{place}: mAP {record.Report.Map:0.0000}, learned in {Text.Seconds(record.SecondsTrain!.Value)}, measured in {Text.Seconds(record.SecondsSearch!.Value)}"));
            recorded();
        }
        return records;
    }

    private static bool Has(RetrievalReport report, EvaluationOptions measures)
        => (!measures.StableSort || report.MapStableSort is not null)
            && measures.MapRanks.All((measures.StableSort ? report.MapAtStableSort : report.MapAt).ContainsKey);

    // What is measured once more must not lose what it was measured with before.
    private static EvaluationOptions WithThoseOf(RetrievalReport? before, EvaluationOptions measures)
        => before is null ? measures : measures with
        {
            StableSort = measures.StableSort || before.MapStableSort is not null,
            MapRanks = [.. measures.MapRanks.Union(before.MapAt.Keys)],
        };

    private ComparisonRecord Compute(ComparisonCell cell, RetrievalReport? before, EvaluationOptions measures)
    {
        ComparisonRecord record = ComparisonRecord.Of(cell, command, session.Backend.Description, session.Threads);
        try
        {
            return runner.Run(cell, record, WithThoseOf(before, measures));
        }
        // Whatever a method throws says something about that method only.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return record with { Error = exception.Message.ReplaceLineEndings(" ") };
        }
    }
}
