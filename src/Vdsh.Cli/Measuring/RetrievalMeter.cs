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
    public Measurement Measure(string method, HashCodes queries, HashCodes database)
    {
        long start = Stopwatch.GetTimestamp();
        RetrievalReport report = evaluator.Evaluate(queries, queryLabels, database, databaseLabels, session.Cancellation);
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
