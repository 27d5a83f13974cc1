// A comparison takes hours: what is finished is not computed again, and what fails does not take the rest with it.
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;

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
    /// <param name="stableSort">Whether a cell counts as finished only with the stable sort's number.</param>
    /// <param name="recorded">Called after every cell that was computed.</param>
    /// <returns>The cells' records in the same order.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the finished cells are in the file.</exception>
    public IReadOnlyList<ComparisonRecord> Execute(IReadOnlyList<ComparisonCell> cells, bool stableSort, Action recorded)
    {
        var records = new List<ComparisonRecord>();
        foreach (ComparisonCell cell in cells)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            string place = $"[{records.Count + 1}/{cells.Count}] {cell}";
            if (file.Find(cell.Id()) is { Report: { } report } finished && (!stableSort || report.MapStableSort is not null))
            {
                session.Output.Note(FormattableString.Invariant($"{place}: mAP {report.Map:0.0000}, finished before"));
                records.Add(finished);
                Kept++;
                continue;
            }
            session.Output.Note(place);
            ComparisonRecord record = Compute(cell);
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

    private ComparisonRecord Compute(ComparisonCell cell)
    {
        ComparisonRecord record = ComparisonRecord.Of(cell, command, session.Backend.Description, session.Threads);
        try
        {
            return runner.Run(cell, record);
        }
        // Whatever a method throws says something about that method only.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return record with { Error = exception.Message.ReplaceLineEndings(" ") };
        }
    }
}
