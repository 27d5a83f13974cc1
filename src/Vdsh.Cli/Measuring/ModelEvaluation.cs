// The evaluation of a model as demo and evaluate both do it: the model, the baselines, and unseen items beside the protocol's own.
using System.Diagnostics;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Cli.Measuring;

internal static class ModelEvaluation
{
    /// <summary>Encodes and measures.</summary>
    /// <param name="session">The running command.</param>
    /// <param name="model">The model.</param>
    /// <param name="split">Items to train baselines on, to search with and to search in.</param>
    /// <param name="withBaselines">Whether to measure the shallow methods too.</param>
    /// <param name="analysis">What to find out about single queries and classes.</param>
    /// <param name="notes">More sentences for the reader.</param>
    /// <exception cref="InputException">The items have another number of features than the model expects.</exception>
    public static EvaluationOutcome Run(CommandSession session, HashModel model, ProtocolSplit split, bool withBaselines, QueryAnalysis analysis, IEnumerable<string> notes)
    {
        using var encoder = new HashEncoder(model, session.Backend);
        long start = Stopwatch.GetTimestamp();
        HashCodes queries = encoder.Encode(split.Queries.Features, null, session.Cancellation);
        HashCodes database = encoder.Encode(split.Database.Features, null, session.Cancellation);
        double secondsEncode = Stopwatch.GetElapsedTime(start).TotalSeconds;

        string databaseName = split.Protocol == Protocol.Unseen ? "unseen half" : "database";
        var meter = new RetrievalMeter(session, split.Queries.Labels, split.Database.Labels, databaseName);
        Measurement main = meter.Measure($"vdsh, {model.HiddenLayers} layers", queries, database, analysis);
        double secondsSearch = meter.Seconds;
        Measurement? unseen = meter.MeasureUnseen(main.Method, queries);
        var baselines = new List<Measurement>();
        if (withBaselines)
        {
            foreach (string baseline in BaselineCatalog.Names)
            {
                session.Output.Note($"measuring {BaselineCatalog.TitleOf(baseline)}");
                baselines.AddRange(Measure(session, baseline, split, model.Bits, meter));
            }
        }
        return new EvaluationOutcome
        {
            Main = main,
            Unseen = unseen,
            Baselines = baselines,
            Queries = queries,
            Database = database,
            SecondsEncode = secondsEncode,
            SecondsSearch = secondsSearch,
            Notes = [.. OutcomeNotes.For(main, unseen, databaseMayBeSeen: split.Protocol != Protocol.Unseen), .. notes],
        };
    }

    private static IEnumerable<Measurement> Measure(CommandSession session, string baseline, ProtocolSplit split, int bits, RetrievalMeter meter)
    {
        IHashEncoder encoder = BaselineCatalog.Learn(baseline, session.Backend, split.Training, bits, session.Seed, session.Cancellation);
        HashCodes queries = encoder.Encode(split.Queries.Features), database = encoder.Encode(split.Database.Features);
        yield return meter.Measure(BaselineCatalog.TitleOf(baseline), queries, database);
        if (meter.MeasureUnseen(BaselineCatalog.TitleOf(baseline), queries) is { } unseen)
            yield return unseen;
    }
}
