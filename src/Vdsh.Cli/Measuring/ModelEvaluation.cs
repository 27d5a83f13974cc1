// The evaluation of a model as demo and evaluate both do it: the model, the baselines, and unseen items beside the protocol's own.
using System.Diagnostics;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Cli.Measuring;

internal static class ModelEvaluation
{
    /// <summary>Encodes and measures.</summary>
    /// <param name="session">The running command.</param>
    /// <param name="model">The model.</param>
    /// <param name="split">Items to train baselines on, to search with and to search in.</param>
    /// <param name="choice">The shallow methods to measure too.</param>
    /// <param name="analysis">What to find out about single queries and classes.</param>
    /// <param name="protocol">How the items were chosen; null for a user's own.</param>
    /// <exception cref="InputException">The items have another number of features than the model expects.</exception>
    public static EvaluationOutcome Run(
        CommandSession session, HashModel model, ProtocolSplit split, BaselineChoice choice, QueryAnalysis analysis,
        ProtocolChoice? protocol)
    {
        using var encoder = new HashEncoder(model, session.Backend);
        long start = Stopwatch.GetTimestamp();
        HashCodes queries = encoder.Encode(split.Queries.Features, null, session.Cancellation);
        HashCodes database = encoder.Encode(split.Database.Features, null, session.Cancellation);
        double secondsEncode = Stopwatch.GetElapsedTime(start).TotalSeconds;

        (ItemOverlap overlap, ItemOverlap baselineOverlap) = Overlaps(model, split, protocol);
        var meter = new RetrievalMeter(session, split.Queries.Labels, split.Database.Labels, analysis);
        Measurement main = meter.Measure($"vdsh, {model.HiddenLayers} layers", overlap, queries, database, analysis);
        double secondsSearch = meter.Seconds;
        Measurement? among = meter.MeasureAmongQueries(main.Method, overlap, queries);
        var baselines = new List<Measurement>();
        var leftOut = new List<string>();
        foreach (string baseline in choice.Names)
        {
            session.Output.Note($"measuring {BaselineCatalog.TitleOf(baseline)}");
            try
            {
                baselines.AddRange(Measure(session, baseline, split, model.Bits, meter, baselineOverlap));
            }
            catch (InputException refusal) when (choice.LeaveOutUnsuitable)
            {
                leftOut.Add($"{BaselineCatalog.TitleOf(baseline)} is left out: {refusal.Message}");
            }
        }
        return new EvaluationOutcome
        {
            Main = main,
            AmongQueries = among,
            Overlap = overlap,
            Baselines = baselines,
            Queries = queries,
            Database = database,
            SecondsEncode = secondsEncode,
            SecondsSearch = secondsSearch,
            Notes =
            [
                .. OutcomeNotes.For(main, among, overlap, OutcomeNotes.NoHashes), .. leftOut, .. protocol?.Notes ?? [],
            ],
        };
    }

    // The model knows its training items, or its metadata name them; baselines are trained on the split's items.
    private static (ItemOverlap Model, ItemOverlap Baselines) Overlaps(
        HashModel model, ProtocolSplit split, ProtocolChoice? protocol)
    {
        ulong[] queries = ItemHashes.OfRows(split.Queries.Features),
            database = ItemHashes.OfRows(split.Database.Features);
        ItemHashes training = ReferenceEquals(split.Training, split.Database)
            ? ItemHashes.OfHashes(database) : ItemHashes.Of(split.Training.Features);
        bool isNamed = protocol is { IsOfTraining: true } && HasMeanOf(model, split.Training);
        ItemHashes? known = model.TrainingItems ?? (isNamed ? training : null);
        return (ItemOverlap.Of(queries, database, known), ItemOverlap.Of(queries, database, training));
    }

    // Two sets may share a name; a model of an earlier version is believed only if its mean is that of the items, but
    // for rounding.
    private static bool HasMeanOf(HashModel model, LabeledData items)
    {
        Standardization learned = Standardization.Learn(items.Features);
        for (int column = 0; column < learned.Columns; column++)
        {
            if (Math.Abs(learned.Mean[column] - model.Mean[column]) * learned.Scale > 1e-4)
                return false;
        }
        return true;
    }

    private static IEnumerable<Measurement> Measure(
        CommandSession session, string baseline, ProtocolSplit split, int bits, RetrievalMeter meter,
        ItemOverlap overlap)
    {
        IHashEncoder encoder = BaselineCatalog.Learn(baseline, session.Backend, split.Training, bits, session.Seed, session.Cancellation);
        HashCodes queries = encoder.Encode(split.Queries.Features), database = encoder.Encode(split.Database.Features);
        yield return meter.Measure(BaselineCatalog.TitleOf(baseline), overlap, queries, database);
        if (meter.MeasureAmongQueries(BaselineCatalog.TitleOf(baseline), overlap, queries) is { } among)
            yield return among;
    }
}
