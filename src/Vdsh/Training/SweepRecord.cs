namespace Vdsh.Training;

/// <summary>One pass over the training items.</summary>
/// <param name="Sweep">Number of the sweep, from 1.</param>
/// <param name="Loss">Mean mini-batch loss of the sweep; in full-batch mode the loss after the accepted step.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="ActivationRms">Root mean square of the last hidden layer's outputs on the last mini-batch; steady growth foretells divergence.</param>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record SweepRecord(int Sweep, double Loss, double Seconds, double ActivationRms)
{
    /// <summary>Every layer at the end of the sweep: the hidden layers from the input side, then the code layer. Empty where it is not known.</summary>
    public IReadOnlyList<LayerRecord> Layers { get; init; } = [];
}
