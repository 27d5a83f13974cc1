namespace Vdsh.Peers.Training;

/// <summary>All trainings of one net.</summary>
internal sealed record NetResult(NetShape Net, IReadOnlyList<TrainingMeasurement> Ours, IReadOnlyList<TrainingMeasurement> Theirs)
{
    /// <summary>Ours with products of bfloat16; none where they are missing.</summary>
    public IReadOnlyList<TrainingMeasurement> OursRounded { get; init; } = [];

    /// <summary>Theirs with products of bfloat16, of the setting that was the best without.</summary>
    public IReadOnlyList<TrainingMeasurement> TheirsRounded { get; init; } = [];

    /// <summary>The shortest training, by wall time, that reaches a map; null where none does.</summary>
    public static TrainingMeasurement? Shortest(IEnumerable<TrainingMeasurement> trainings, double map)
        => trainings.Where(training => training.Map >= map).MinBy(training => training.Wall);

    /// <summary>The training of the highest map.</summary>
    public static TrainingMeasurement Best(IEnumerable<TrainingMeasurement> trainings) => trainings.MaxBy(training => training.Map)!;
}
