// Every method goes through the same steps with the same clock: learn, encode, search, measure.
using System.Diagnostics;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Evaluation.Baselines;
using Vdsh.Training;

namespace Vdsh.Cli.Comparing;

/// <summary>Computes cells.</summary>
/// <param name="session">The running command.</param>
/// <param name="modelDirectory">Where to keep networks; null keeps none.</param>
internal sealed class CellRunner(CommandSession session, string? modelDirectory)
{
    /// <summary>Learns and measures.</summary>
    /// <param name="cell">What to compute.</param>
    /// <param name="record">The cell's record without results.</param>
    /// <param name="measures">What to measure.</param>
    /// <returns>The record with results.</returns>
    public ComparisonRecord Run(ComparisonCell cell, ComparisonRecord record, EvaluationOptions measures)
    {
        ProtocolSplit split = cell.Set.Split;
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpuStart = Environment.CpuUsage.TotalTime;
        TrainingResult? training = null;
        IHashEncoder encoder;
        if (cell.Method.Kind == MethodKind.Objective)
        {
            training = Train(cell);
            encoder = new HashEncoder(training.Model, session.Backend);
        }
        else
        {
            encoder = BaselineCatalog.Learn(cell.Method.Name, session.Backend, split.Training, cell.Options.Bits, cell.Options.Seed, session.Cancellation);
        }
        using var owner = encoder as IDisposable;
        record = record with
        {
            SecondsTrain = Stopwatch.GetElapsedTime(start).TotalSeconds,
            CpuSecondsTrain = (Environment.CpuUsage.TotalTime - cpuStart).TotalSeconds,
            Parameters = training?.Model.Parameters,
            Sweeps = training?.Sweeps.Count,
            StopReason = training?.StopReason,
            Loss = training?.Sweeps[^1].Loss,
            Course = training?.Sweeps ?? [],
        };
        start = Stopwatch.GetTimestamp();
        HashCodes queries = Encode(encoder, split.Queries.Features), database = Encode(encoder, split.Database.Features);
        double secondsEncode = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        RetrievalReport report = new RetrievalEvaluator(session.Backend, measures)
            .Evaluate(queries, split.Queries.Labels, database, split.Database.Labels, session.Cancellation);
        double secondsSearch = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (training is not null && modelDirectory is not null)
            Keep(training.Model, cell, record.Id, modelDirectory);
        return record with { SecondsEncode = secondsEncode, SecondsSearch = secondsSearch, Report = report };
    }

    private TrainingResult Train(ComparisonCell cell)
    {
        var trainer = new VdshTrainer(session.Backend, cell.Options, new NoteLogger(session.Output));
        return TrainingDisplay.Run(session.Output, progress => trainer.Train(cell.Set.Split.Training, progress, session.Cancellation));
    }

    private HashCodes Encode(IHashEncoder encoder, FeatureMatrix features)
        => encoder is HashEncoder network ? network.Encode(features, null, session.Cancellation) : encoder.Encode(features);

    private static void Keep(HashModel model, ComparisonCell cell, string id, string directory)
    {
        string name = $"{cell.Set.Split.Dataset}-{cell.Set.Split.Protocol}-{cell.Method.Name}-{cell.Options.Bits}bits-{cell.Options.HiddenLayers}layers-{id}.vdsh";
        model.WithMetadata(TrainingSet.Of(cell.Set.Split).Metadata).Save(Path.Combine(directory, name));
    }
}
