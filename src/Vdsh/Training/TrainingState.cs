// Everything that training changes, in one place: what a checkpoint must hold so that a resumed run ends in the identical model.
using Vdsh.Compute;
using Vdsh.Training.Objectives;

namespace Vdsh.Training;

/// <summary>The network, each layer's local problem, the objective's state and the scale of its gradient.</summary>
internal sealed class TrainingState
{
    public TrainingState(MatrixArena arena, Network network, Objective objective)
    {
        Arena = arena;
        Network = network;
        Objective = objective;
        Updates = Array.ConvertAll(network.AllLayers, layer => new LayerUpdate(arena, network.Weights[layer], network.TargetOf(layer)));
        GradientScale = arena.Allocate(1, 1);
    }

    /// <summary>Owns every matrix of the training.</summary>
    public MatrixArena Arena { get; }

    public IComputeBackend Backend => Arena.Backend;

    public Network Network { get; }

    public Objective Objective { get; }

    public LayerUpdate[] Updates { get; }

    /// <summary>c, 1 x 1: the moving root mean square of the objective's gradient.</summary>
    public DeviceMatrix GradientScale { get; }

    /// <summary>Full-batch mode: the step length of the line search; carried from sweep to sweep.</summary>
    public double LineSearchStep { get; set; }

    /// <summary>The finished sweeps.</summary>
    public List<SweepRecord> Sweeps { get; } = [];

    /// <summary>Every matrix of the state under a stable name.</summary>
    public IEnumerable<(string Name, DeviceMatrix Matrix)> Matrices()
    {
        for (int layer = 0; layer < Updates.Length; layer++)
        {
            yield return ($"layers.{layer}.weights", Network.Weights[layer]);
            yield return ($"layers.{layer}.velocity", Updates[layer].Velocity);
            yield return ($"layers.{layer}.moment", Updates[layer].Moment);
            yield return ($"layers.{layer}.preconditioner", Updates[layer].Preconditioner);
            yield return ($"layers.{layer}.ridge", Updates[layer].Ridge);
        }
        yield return ("objective.gradientScale", GradientScale);
        foreach ((string name, DeviceMatrix matrix) in Objective.State)
            yield return ($"objective.{name}", matrix);
    }

    /// <summary>Insists that everything <see cref="FindNotFinite"/> looks at is finite, without waiting.</summary>
    /// <exception cref="ArithmeticException">Something is not; a backend that works asynchronously throws it from the next call that returns a value.</exception>
    public void RequireFinite(LayerOutputs outputs)
    {
        for (int layer = 0; layer < Network.Layers; layer++)
        {
            Backend.RequireFinite(outputs.Plain[layer]);
            Backend.RequireFinite(Network.Weights[layer]);
        }
        Backend.RequireFinite(outputs.Code);
    }

    /// <summary>Names what is not finite, from the input side: weights first, since bad weights spoil everything above them.</summary>
    /// <returns>A phrase such as "the outputs of hidden layer 3", or null where all is finite.</returns>
    public string? FindNotFinite(LayerOutputs outputs)
    {
        for (int layer = 0; layer < Network.Layers; layer++)
        {
            string name = layer == Network.Layers - 1 ? "the code layer" : $"hidden layer {layer + 1}";
            if (!Backend.AllFinite(outputs.Plain[layer]))
                return layer == 0 ? "the input features" : $"the outputs of hidden layer {layer}";
            if (!Backend.AllFinite(Network.Weights[layer]))
                return $"the weights of {name}";
        }
        return Backend.AllFinite(outputs.Code) ? null : "the outputs of the code layer";
    }
}
