// What else goes on in a machine lasts for seconds, as long as a short training: such a one is timed several times, in turns with the others.
namespace Vdsh.Peers.Training;

/// <summary>A training that was measured and can be run again.</summary>
internal sealed class RepeatableTraining(Func<TrainingMeasurement> run)
{
    private readonly List<TrainingMeasurement> runs = [run()];

    /// <summary>The first run, with the medians of all runs as its times.</summary>
    public TrainingMeasurement Result => runs[0] with { Wall = Median(runs.Select(training => training.Wall)), Cpu = Median(runs.Select(training => training.Cpu)) };

    /// <summary>Runs it once more.</summary>
    public void Repeat() => runs.Add(run());

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
