// vdsh compare: every method on the same items with the same measures, in one table that can be filled over many evenings.
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Comparing;
using Vdsh.Cli.Output;
using Vdsh.Cli.Reports;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Commands;

internal sealed class CompareCommand : CliCommand
{
    private readonly ComparisonOptionSet options = new();

    public CompareCommand(GlobalOptions global) : base(
        "compare",
        "Trains objectives and shallow baselines on the same items, measures them alike and writes one table. Can be interrupted: what is finished is not computed again.",
        global,
        "vdsh compare --data digits --out digits-comparison",
        "vdsh compare --data mnist --methods codeword,vdsh,lsh --bits 16,32,48,64 --layers 3,32 --out mnist-comparison",
        "vdsh compare --features x.npy --labels y.npy --methods baselines --bits 32 --out mine")
        => options.AddTo(this);

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        IReadOnlyList<int> mapRanks = parsed.GetValue(options.MapAt) ?? [];
        var measures = new EvaluationOptions { StableSort = parsed.GetValue(options.StableSort), MapRanks = mapRanks };
        ComparisonPlan plan = options.ReadPlan(parsed, session.Seed, session.Rounding);
        ComparisonSet[] sets = [.. options.Data.Load(parsed, session).Select(split => new ComparisonSet(split))];
        IReadOnlyList<ComparisonCell> cells = plan.Cells(sets);
        string directory = OutputPath.CheckDirectory(options.ReadTarget(parsed), "--out");
        string? models = parsed.GetValue(options.KeepModels) ? OutputPath.CheckDirectory(Path.Combine(directory, "models"), "--out") : null;
        string table = OutputPath.Check(Path.Combine(directory, "results.md"), "--out"), page = OutputPath.Check(Path.Combine(directory, "report.html"), "--out");
        using ResultsFile file = ResultsFile.Open(OutputPath.Check(Path.Combine(directory, "results.jsonl"), "--out"));
        if (file.ForeignLines > 0)
            session.Output.Note($"{file.Path}: {file.ForeignLines} lines of another version are left out.");

        var run = new ComparisonRun(session, file, new CellRunner(session, models), CommandLineOf(parsed));
        IReadOnlyList<ComparisonRecord> records;
        try
        {
            records = run.Execute(cells, measures, () => ResultsMarkdown.Write(table, file.Records));
        }
        catch (OperationCanceledException exception)
        {
            WritePages(table, page, file.Records);
            throw new CommandCanceledException($"cancelled; {run.Kept + run.Computed} of {cells.Count} cells are done and kept in {directory}: give the same command again to go on.", exception);
        }
        WritePages(table, page, file.Records);
        foreach (ResultsTable results in RecordSet.UnseenFirst(records).Select(ResultsTable.MapByBits))
        {
            session.Output.Line(results.Title);
            session.Output.Draw(Tables.Of(results.Columns, results.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(cell => cell.IsBest ? $"{cell.Text} *" : cell.Text)]), results.TextColumns));
        }
        session.Output.Line($"{run.Computed} cells computed, {run.Kept} finished before. Wrote {file.Path}, {table} and {page}.");
        session.Output.Object(() => Describe(run, records, directory, table, page));
        ThrowIfFailed(records, table);
    }

    private static void WritePages(string table, string page, IReadOnlyList<ComparisonRecord> records)
    {
        ResultsMarkdown.Write(table, records);
        string html = HtmlReport.Render(ComparisonReport.ToReport(records));
        AtomicFile.Write(page, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
    }

    private static void ThrowIfFailed(IReadOnlyList<ComparisonRecord> records, string table)
    {
        ComparisonRecord[] failed = [.. records.Where(record => record.Error is not null)];
        if (failed.Length > 0)
        {
            throw new CommandFailedException(
                $"{failed.Length} of {records.Count} cells failed, first {failed[0].Method} with {failed[0].Bits} bits under {failed[0].Protocol}: {failed[0].Error} "
                + $"{table} lists them all; the same command tries them again.");
        }
    }

    private static JsonObject Describe(ComparisonRun run, IReadOnlyList<ComparisonRecord> records, string directory, string table, string page) => new()
    {
        ["out"] = directory,
        ["computed"] = run.Computed,
        ["finishedBefore"] = run.Kept,
        ["failed"] = records.Count(record => record.Error is not null),
        ["table"] = table,
        ["report"] = page,
        ["cells"] = new JsonArray([.. records.Select(RecordJson.Describe)]),
    };

    private static string CommandLineOf(ParseResult parsed)
        => "vdsh " + string.Join(' ', parsed.Tokens.Select(token => token.Value.Any(char.IsWhiteSpace) ? $"\"{token.Value}\"" : token.Value));
}
