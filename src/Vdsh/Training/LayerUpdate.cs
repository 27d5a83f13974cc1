// The layer-wise step: each layer solves its own proximal least-squares problem in closed form, knowing only its inputs and its multipliers.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>
/// The state of one layer's local problem: the moving moment S of its augmented inputs, the preconditioner P = (S + a I)^-1 and the
/// velocity V (the accumulated consensus dual).
/// </summary>
internal sealed class LayerUpdate
{
    private readonly IComputeBackend backend;
    private readonly DeviceMatrix weights;

    private readonly DecayTarget target;

    public LayerUpdate(MatrixArena arena, DeviceMatrix weights, DecayTarget target)
    {
        this.target = target;
        backend = arena.Backend;
        this.weights = weights;
        Moment = arena.Allocate(weights.Rows, weights.Rows);
        Preconditioner = arena.Allocate(weights.Rows, weights.Rows);
        Ridge = arena.Allocate(1, 1);
        Velocity = arena.Allocate(weights.Rows, weights.Columns);
    }

    /// <summary>S, (d+1) x (d+1), the lower triangle.</summary>
    public DeviceMatrix Moment { get; }

    /// <summary>P, (d+1) x (d+1).</summary>
    public DeviceMatrix Preconditioner { get; }

    /// <summary>a, 1 x 1.</summary>
    public DeviceMatrix Ridge { get; }

    /// <summary>V, (d+1) x out.</summary>
    public DeviceMatrix Velocity { get; }

    /// <summary>S = keep S + (1 - keep) Z^T Z / n.</summary>
    public void UpdateMoment(DeviceMatrix inputs, float keep) => backend.GramMoment(inputs, keep, Moment);

    /// <summary>P = (S + a I)^-1 with a = alpha trace(S)/(d+1).</summary>
    public void RefreshPreconditioner(float alpha) => backend.InvertSpd(Moment, 0f, alpha, Preconditioner, Ridge);

    /// <summary>Allocates what <see cref="Accumulate"/> may need, on either side.</summary>
    public void Reserve(int batchRows, ScratchMatrices scratch)
    {
        scratch.FirstRows(batchRows, batchRows, weights.Rows);
        scratch.Get(weights.Rows, weights.Columns);
    }

    /// <summary>V = mu V + P Z^T Lambda / n, with P applied where it is cheaper: to the inputs if there are fewer rows than the layer outputs.</summary>
    /// <param name="inputs">(d+1) columns, augmented: all rows of the batch whose multipliers are not zero.</param>
    /// <param name="multipliers">Of these rows.</param>
    /// <param name="batchRows">n.</param>
    /// <param name="momentum">mu.</param>
    /// <param name="scratch">Reused products.</param>
    public void Accumulate(DeviceMatrix inputs, DeviceMatrix multipliers, int batchRows, float momentum, ScratchMatrices scratch)
    {
        float mean = 1f / batchRows;
        if (inputs.Rows < weights.Columns)
        {
            DeviceMatrix preconditioned = scratch.FirstRows(inputs.Rows, batchRows, inputs.Columns);
            backend.Multiply(inputs, Transpose.No, Preconditioner, Transpose.No, 1f, 0f, preconditioned);
            backend.Multiply(preconditioned, Transpose.Yes, multipliers, Transpose.No, mean, momentum, Velocity);
        }
        else
        {
            DeviceMatrix cross = scratch.Get(weights.Rows, weights.Columns);
            backend.Multiply(inputs, Transpose.Yes, multipliers, Transpose.No, mean, 0f, cross);
            backend.Multiply(Preconditioner, Transpose.No, cross, Transpose.No, 1f, momentum, Velocity);
        }
    }

    /// <summary>W = W - q (W - T) + eta V, shortened by the trust region; q = min(1, eta lambda/a), T the target of the decay.</summary>
    /// <param name="sample">Some rows of the inputs.</param>
    /// <param name="sums">Their outputs before the activation, by the present weights.</param>
    /// <param name="eta">Step length.</param>
    /// <param name="limit">Largest relative change of the outputs.</param>
    /// <param name="decay">lambda.</param>
    public void Step(DeviceMatrix sample, DeviceMatrix sums, float eta, float limit, float decay)
        => backend.TrustRegionStep(sample, sums, weights, Velocity, eta, limit, decay, Ridge, target);
}
