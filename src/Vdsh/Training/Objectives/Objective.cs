// What the codes are asked to do: an objective turns code-layer outputs and labels into a loss and a force on the code layer.
using Vdsh.Compute;

namespace Vdsh.Training.Objectives;

/// <summary>
/// One supervised-hashing objective. The trainer calls <see cref="LoadBatch"/>, then <see cref="Evaluate"/> (mini-batches) or
/// <see cref="MinimizeState"/> and <see cref="EvaluateFrozen"/> (full-batch mode).
/// </summary>
internal abstract class Objective
{
    /// <summary>Whether the code layer starts random and centred because the force vanishes at H = 0; otherwise it starts at zero.</summary>
    public abstract bool NeedsRandomCodeLayer { get; }

    /// <summary>r: the root mean square of the normalised force.</summary>
    public abstract float Strength { get; }

    /// <summary>q: the strength of the quantisation pull toward -1 and +1.</summary>
    public abstract float Pull { get; }

    /// <summary>The shape of the quantisation pull.</summary>
    public virtual QuantizationPull Quantization => QuantizationPull.Sign;

    /// <summary>Matrices that belong to a checkpoint, with stable names.</summary>
    public abstract IEnumerable<(string Name, DeviceMatrix Matrix)> State { get; }

    /// <summary>Takes the labels of the batch's rows.</summary>
    /// <param name="rows">n indices into the training items.</param>
    /// <param name="mixture">How the rows were mixed, for objectives that take mixtures; null where they were not.</param>
    public abstract void LoadBatch(ReadOnlySpan<int> rows, Mixture? mixture = null);

    /// <summary>Mini-batch step: updates the objective's own state from the batch, writes G = n dLoss/dH and returns the loss.</summary>
    /// <param name="outputs">H, n x b.</param>
    /// <param name="gradient">G, n x b.</param>
    /// <param name="step">Mini-batches before this one, over all sweeps; at 0 the objective's own state is not known yet.</param>
    public abstract double Evaluate(DeviceMatrix outputs, DeviceMatrix gradient, long step);

    /// <summary>Full-batch mode: minimises the loss over the objective's own state, exactly.</summary>
    public abstract void MinimizeState(DeviceMatrix outputs);

    /// <summary>Full-batch mode: the loss with the state as it is, and its true gradient G = n dLoss/dH.</summary>
    public abstract double EvaluateFrozen(DeviceMatrix outputs, DeviceMatrix gradient);
}
