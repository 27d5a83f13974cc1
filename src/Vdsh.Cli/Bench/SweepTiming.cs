// One network's cost of a sweep, measured by the trainer itself on as few batches as give a steady figure.
using Vdsh.Cli.CommandLine;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Cli.Bench;

/// <summary>The cost of one sweep over the training items.</summary>
/// <param name="Layers">Hidden layers.</param>
/// <param name="Width">Neurons in each hidden layer.</param>
/// <param name="Edges">Weights and biases.</param>
/// <param name="Seconds">Seconds of a sweep: the median of those after the warm-up.</param>
/// <param name="Flops">Useful floating-point operations of a sweep.</param>
/// <param name="PeakUnderLoad">The device's peak directly after the sweeps, FLOP/s; null where it is not known.</param>
internal sealed record SweepTiming(int Layers, int Width, long Edges, double Seconds, double Flops, double? PeakUnderLoad)
{
    // The first steps refresh their inverses more often and run code that is still being compiled.
    private const int WarmUp = 2;
    private const double SecondsWanted = 3;

    /// <summary>Trains a network for the warm-up and one sweep; and again with as many more as fill some seconds, if that one does not.</summary>
    public static SweepTiming Measure(CommandSession session, LabeledData data, int layers, int width, int batch)
    {
        TrainingResult result = Train(session, data, layers, width, batch, WarmUp + 1);
        double? peak = session.Device.MeasureFlopsUnderLoad();
        double seconds = result.Sweeps[^1].Seconds;
        int more = (int)(SecondsWanted / seconds);
        if (more > 1)
        {
            result = Train(session, data, layers, width, batch, WarmUp + more);
            peak = session.Device.MeasureFlopsUnderLoad();
            double[] timed = [.. result.Sweeps.Skip(WarmUp).Select(sweep => sweep.Seconds).Order()];
            seconds = timed[timed.Length / 2];
        }
        return new SweepTiming(layers, width, result.Model.Parameters, seconds, result.Flops / result.Sweeps.Count, peak);
    }

    // All layers take part from the start, so that every sweep is one of the whole net.
    private static TrainingResult Train(CommandSession session, LabeledData data, int layers, int width, int batch, int sweeps)
    {
        var options = new TrainingOptions { HiddenLayers = layers, FirstLayers = Math.Max(1, layers), Width = width, Batch = batch, Sweeps = sweeps, Seed = session.Seed };
        return new VdshTrainer(session.Backend, options).Train(data, null, session.Cancellation);
    }
}
