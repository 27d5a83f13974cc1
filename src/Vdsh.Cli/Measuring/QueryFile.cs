// A row for each query, written while the evaluation runs: nothing is kept in memory, and a cancelled run leaves no file.
using System.Globalization;
using System.Text;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>Writes the measures of single queries as CSV.</summary>
internal sealed class QueryFile : IQueryCollector
{
    private readonly TextWriter writer;
    private bool isEmpty = true;

    private QueryFile(TextWriter writer) => this.writer = writer;

    /// <summary>Runs an evaluation that tells the file about every query.</summary>
    /// <param name="path">The file to write; null runs without one.</param>
    /// <param name="evaluate">The evaluation.</param>
    public static T Write<T>(string? path, Func<IQueryCollector?, T> evaluate)
    {
        if (path is null)
            return evaluate(null);
        T? outcome = default;
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            outcome = evaluate(new QueryFile(writer));
        });
        return outcome!;
    }

    /// <inheritdoc/>
    public void Add(QueryMeasures measures)
    {
        if (isEmpty)
        {
            WriteRow(
            [
                "query", "labels", "relevant", "ap", "apPessimistic", "apOptimistic", "ndcg",
                "nearest", "nearestRelevant",
                .. measures.Ranks.SelectMany(rank => (string[])[$"precisionAt{rank}", $"tieAt{rank}"]),
                .. measures.MapRanks.SelectMany(rank => (string[])[$"apAt{rank}", $"apAtHits{rank}"]),
            ]);
        }
        isEmpty = false;
        WriteRow(
        [
            Text(measures.Query), string.Join(';', measures.Labels), Text(measures.Relevant), Text(measures.AveragePrecision), Text(measures.Pessimistic), Text(measures.Optimistic),
            Text(measures.Ndcg), Distance(measures.Nearest), Distance(measures.NearestRelevant),
            .. measures.Ranks.SelectMany((_, i) => (string[])[Text(measures.PrecisionAt[i]), Text(measures.TieAt[i])]),
            .. measures.MapRanks.SelectMany(
                (_, i) => (string[])[Text(measures.AveragePrecisionAt[i]), Text(measures.AveragePrecisionAtHits[i])]),
        ]);
    }

    private void WriteRow(IEnumerable<string> cells) => writer.WriteLine(string.Join(',', cells));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // An empty cell says that there is no such number.
    private static string Text(double number) => double.IsNaN(number) ? "" : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Distance(int distance) => distance < 0 ? "" : Text(distance);
}
