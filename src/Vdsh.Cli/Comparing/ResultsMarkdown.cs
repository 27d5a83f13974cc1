// The table that goes into a page of documentation, with the commands that made it.
using System.Text;
using Vdsh.Data;

namespace Vdsh.Cli.Comparing;

internal static class ResultsMarkdown
{
    /// <summary>What a reader of the numbers must know.</summary>
    public const string Legend = "mAP is tie-aware: the expectation over a random order of items at equal distance; in parentheses what any sort can at worst and at best report. "
        + "The best of a column is bold. P@r2: precision within Hamming radius 2, where an empty ball counts 0. "
        + "A database of training items flatters methods that memorise labels; under unseen the database is drawn from "
        + "items that were not trained on. The titles count, by their features, the items that were trained on.";

    /// <summary>Writes all records as a page.</summary>
    public static void Write(string path, IReadOnlyList<ComparisonRecord> records)
        => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Render(records))));

    /// <summary>The page.</summary>
    public static string Render(IReadOnlyList<ComparisonRecord> records)
    {
        var page = new StringBuilder("# Comparison\n\n").Append(Legend).Append('\n');
        IEnumerable<ResultsTable> tables = RecordSet.UnseenFirst(records).SelectMany(
            set => (ResultsTable[])[ResultsTable.MapByBits(set), ResultsTable.Details(set), ResultsTable.Cuts(set)]);
        foreach (ResultsTable table in tables.Where(table => table.Rows.Count > 0))
        {
            page.Append($"\n## {Escape(table.Title)}\n\n");
            AppendRow(page, table.Columns.Select(Escape));
            AppendRow(page, table.Columns.Select((_, column) => column < table.TextColumns ? "---" : "---:"));
            foreach (IReadOnlyList<ResultsCell> row in table.Rows)
                AppendRow(page, row.Select(cell => cell.IsBest ? $"**{Escape(cell.Text)}**" : Escape(cell.Text)));
        }
        ComparisonRecord[] failed = [.. records.Where(record => record.Error is not null)];
        if (failed.Length > 0)
        {
            page.Append("\n## Failed\n\n");
            foreach (ComparisonRecord record in failed)
                page.Append($"* {record.Method}, {record.Bits} bits{(record.Layers is int layers ? $", {layers} layers" : "")}, {record.Data} {record.Protocol}: {Escape(record.Error!)}\n");
        }
        page.Append("\n## Commands\n\n```\n");
        foreach (string command in records.Select(record => record.Command).Distinct())
            page.Append(command).Append('\n');
        page.Append("```\n\n").AppendJoin("; ", records.Select(record => $"{record.Device}, engine {record.Engine}").Distinct()).Append(".\n");
        return page.ToString();
    }

    private static void AppendRow(StringBuilder page, IEnumerable<string> cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
