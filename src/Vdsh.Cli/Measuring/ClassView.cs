// Shows measures by class: on the terminal, as a file, as JSON and as a panel of the page.
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vdsh.Cli.Output;
using Vdsh.Cli.Reports;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

internal static class ClassView
{
    /// <summary>Prints the map and the shares of every class, where they fit a screen.</summary>
    /// <param name="output">Where to print.</param>
    /// <param name="report">The measures; null prints nothing.</param>
    /// <param name="names">Names of the classes, empty where they have none but their numbers.</param>
    /// <param name="searched">What was searched, in words.</param>
    public static void Print(CommandOutput output, ClassReport? report, IReadOnlyList<string> names, string searched)
    {
        if (report is null || report.Map.Count > QueryAnalysis.FewClasses)
            return;
        output.Line($"Classes. {Explanation(report)} Searched: {searched}.");
        output.Draw(Tables.Of(
            ["class", "queries", "mAP", .. Enumerable.Range(0, report.Map.Count).Select(label => $"{label}")],
            report.Map.Select((map, label) => (IReadOnlyList<string>)[NameOf(label, names), $"{report.Queries[label]}", ResultRow.Measure(map), .. report.Share[label].Select(Share)]),
            textColumns: 1));
    }

    /// <summary>Writes the matrix as CSV: a row for each class of queries.</summary>
    public static void Write(string path, ClassReport report)
    {
        var text = new StringBuilder("class,queries,map").AppendJoin("", Enumerable.Range(0, report.Map.Count).Select(label => $",{label}")).Append('\n');
        for (int label = 0; label < report.Map.Count; label++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{label},{report.Queries[label]},{Number(report.Map[label])}")
                .AppendJoin("", report.Share[label].Select(share => $",{Number(share)}")).Append('\n');
        }
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The report as JSON, or null.</summary>
    public static JsonObject? Describe(ClassReport? report) => report is null ? null : new JsonObject
    {
        ["rank"] = report.Rank == 0 ? "relevant" : report.Rank,
        ["queries"] = new JsonArray([.. report.Queries.Select(count => JsonValue.Create(count))]),
        ["map"] = JsonNumbers.Array(report.Map),
        ["share"] = new JsonArray([.. report.Share.Select(row => JsonNumbers.Array(row))]),
    };

    /// <summary>The matrix as a panel of the page.</summary>
    public static ConfusionPanel ToPanel(string heading, ClassReport report, IReadOnlyList<string> names)
    {
        int classes = report.Map.Count;
        double[,] values = new double[classes, classes];
        for (int row = 0; row < classes; row++)
        {
            for (int column = 0; column < classes; column++)
                values[row, column] = report.Share[row][column];
        }
        return new ConfusionPanel(heading, Explanation(report), [.. Enumerable.Range(0, classes).Select(label => NameOf(label, names))], values);
    }

    private static string NameOf(int label, IReadOnlyList<string> names)
        => label >= names.Count ? $"{label}" : names[label] == $"{label}" ? names[label] : $"{label} {names[label]}";

    private static string Explanation(ClassReport report)
        => $"Row: the class of the query; column: the expected share of a class among the first {(report.Rank == 0 ? "R items, where R are relevant to the query" : $"{report.Rank} items")}.";

    private static string Share(double share) => double.IsNaN(share) ? "-" : share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(double number) => double.IsNaN(number) ? "" : number.ToString("R", CultureInfo.InvariantCulture);
}
