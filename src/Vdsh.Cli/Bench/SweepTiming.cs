// One network's cost of a sweep, measured by the trainer itself on as few batches as give a steady figure.
using Vdsh.Cli.CommandLine;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Cli.Bench;

/// <summary>The cost of one sweep over the training items.</summary>
/// <param name="Layers">Hidden layers.</param>
/// <param name="Width">Neurons in each hidden layer.</param>
/// <param name="Edges">Weights and biases.</param>
/// <param name="Seconds">Seconds of a sweep; the fastest of those measured.</param>
/// <param name="Flops">Useful floating-point operations of a sweep.</param>
internal sealed record SweepTiming(int Layers, int Width, long Edges, double Seconds, double Flops)
{
    private const int Sweeps = 2;

    /// <summary>Trains a network for two sweeps and takes the faster one: the first pays for warming up.</summary>
    public static SweepTiming Measure(CommandSession session, LabeledData data, int layers, int width, int batch)
    {
        var options = new TrainingOptions { HiddenLayers = layers, Width = width, Batch = batch, Sweeps = Sweeps, Seed = session.Seed };
        TrainingResult result = new VdshTrainer(session.Backend, options).Train(data, null, session.Cancellation);
        return new SweepTiming(layers, width, result.Model.Parameters, result.Sweeps.Min(sweep => sweep.Seconds), result.Flops / Sweeps);
    }
}
