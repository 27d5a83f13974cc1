// Measures codes the way every report shows them: on the database asked for, and on the queries among themselves, which no training has seen.
using System.Diagnostics;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>Evaluates sets of codes over the same queries and database items.</summary>
internal sealed class RetrievalMeter(CommandSession session, LabelSet queryLabels, LabelSet databaseLabels, string databaseName)
{
    public const string UnseenName = "unseen";

    private readonly RetrievalEvaluator evaluator = new(session.Backend);

    /// <summary>Seconds of the main evaluations so far.</summary>
    public double Seconds { get; private set; }

    /// <summary>Queries against the database.</summary>
    /// <param name="method">What made the codes.</param>
    /// <param name="queries">Codes of the queries.</param>
    /// <param name="database">Codes of the database.</param>
    /// <param name="analysis">What to find out about single queries and classes; null for nothing.</param>
    public Measurement Measure(string method, HashCodes queries, HashCodes database, QueryAnalysis? analysis = null)
    {
        long start = Stopwatch.GetTimestamp();
        RetrievalEvaluator chosen = analysis is null
            ? evaluator
            : new RetrievalEvaluator(session.Backend, analysis.OptionsFor(Math.Max(queryLabels.ClassCount, databaseLabels.ClassCount)));
        RetrievalReport report = chosen.Evaluate(queries, queryLabels, database, databaseLabels, session.Cancellation, analysis?.Collector);
        Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Measurement(method, databaseName, report);
    }

    /// <summary>Each query against all other queries; null where no query shares a label with another.</summary>
    public Measurement? MeasureUnseen(string method, HashCodes queries)
    {
        try
        {
            return new Measurement(method, UnseenName, evaluator.EvaluateLeaveOneOut(queries, queryLabels, session.Cancellation));
        }
        catch (InputException) when (queries.Count == queryLabels.Count)
        {
            return null;
        }
    }
}
