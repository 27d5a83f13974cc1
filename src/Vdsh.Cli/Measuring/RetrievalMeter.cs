// Measures codes the way every report shows them: on the database asked for, and on the queries among themselves.
using System.Diagnostics;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>Evaluates sets of codes over the same queries and database items.</summary>
internal sealed class RetrievalMeter(
    CommandSession session, LabelSet queryLabels, LabelSet databaseLabels, QueryAnalysis analysis)
{
    private readonly RetrievalEvaluator evaluator =
        new(session.Backend, new EvaluationOptions { MapRanks = analysis.MapRanks });

    /// <summary>Seconds of the main evaluations so far.</summary>
    public double Seconds { get; private set; }

    /// <summary>Queries against the database.</summary>
    /// <param name="method">What made the codes.</param>
    /// <param name="overlap">What is known of the items, given what the method was trained on.</param>
    /// <param name="queries">Codes of the queries.</param>
    /// <param name="database">Codes of the database.</param>
    /// <param name="analysis">What to find out about single queries and classes; null for nothing.</param>
    public Measurement Measure(
        string method, ItemOverlap overlap, HashCodes queries, HashCodes database, QueryAnalysis? analysis = null)
    {
        long start = Stopwatch.GetTimestamp();
        RetrievalEvaluator chosen = analysis is null
            ? evaluator
            : new RetrievalEvaluator(session.Backend, analysis.OptionsFor(Math.Max(queryLabels.ClassCount, databaseLabels.ClassCount)));
        RetrievalReport report = chosen.Evaluate(queries, queryLabels, database, databaseLabels, session.Cancellation, analysis?.Collector);
        Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Measurement(method, SearchedItems.Database(overlap, queries.Count, database.Count), report);
    }

    /// <summary>Each query against all other queries; null where no query shares a label with another.</summary>
    public Measurement? MeasureAmongQueries(string method, ItemOverlap overlap, HashCodes queries)
    {
        try
        {
            RetrievalReport report = evaluator.EvaluateLeaveOneOut(queries, queryLabels, session.Cancellation);
            return new Measurement(method, SearchedItems.OtherQueries(overlap, queries.Count), report);
        }
        catch (InputException) when (queries.Count == queryLabels.Count)
        {
            return null;
        }
    }
}
