// One pass over the data: forward once, one backward sweep for all multipliers, and every layer's own closed-form step.
using Vdsh.Compute;
using Vdsh.Training.Objectives;

namespace Vdsh.Training;

/// <summary>The mini-batch trainer of docs/method.md. All buffers are allocated once.</summary>
internal sealed class MiniBatchTraining : ITrainingMode
{
    private const float MomentKeep = 0.95f;
    private const float ScaleKeep = 0.95f;
    private const float ForceClip = 2f;
    private const int TrustRows = 32;

    private readonly TrainingState state;
    private readonly MiniBatchSource source;
    private readonly TrainingOptions options;
    private readonly LayerOutputs outputs;
    private readonly DeviceMatrix[] samples;
    private readonly DeviceMatrix gradient, force;
    private readonly DeviceMatrix[] multipliers;
    private readonly ScratchMatrices scratch;
    private readonly LayerObserver observer;

    public MiniBatchTraining(TrainingState state, MiniBatchSource source, TrainingOptions options)
    {
        this.state = state;
        this.source = source;
        this.options = options;
        MatrixArena arena = state.Arena;
        Network network = state.Network;
        int rows = source.BatchRows;
        outputs = new LayerOutputs(arena, network, rows);
        samples = Array.ConvertAll(outputs.Augmented, matrix => matrix.TopRows(Math.Min(TrustRows, rows)));
        gradient = arena.Allocate(rows, options.Bits);
        force = arena.Allocate(rows, options.Bits);
        multipliers = options.HiddenLayers == 0 ? [] : [arena.Allocate(rows, options.Width), arena.Allocate(rows, options.Width)];
        scratch = new ScratchMatrices(arena);
        observer = new LayerObserver(network, scratch);
    }

    public int Batches => source.Batches;

    public double FlopsPerSweep => Batches * FlopCount.MiniBatch(state.Network.Widths, source.BatchRows, TrustRows, PreconditionerSchedule.Period);

    public SweepRecord? RunSweep(int sweep, int sweeps, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using ProfilerRange range = state.Backend.Range("sweep", sweep + 1);
        double total = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            total += Step(sweep, batch, sweeps);
            progress?.Report(new TrainingProgress(sweep + 1, sweeps, batch + 1, Batches, total / (batch + 1)));
        }
        // The last step has no forward pass after it that would show what it spoiled.
        if (state.FindNotFinite(outputs) is string where)
            throw new TrainingDivergedException(where, sweep + 1, Batches);
        LayerRecord[] layers = observer.Records(outputs);
        return new SweepRecord(sweep + 1, total / Batches, watch.Elapsed.TotalSeconds, LayerObserver.Rms(state.Backend, outputs.Plain[^1])) { Layers = layers };
    }

    private double Step(int sweep, int batch, int sweeps)
    {
        IComputeBackend backend = state.Backend;
        Network network = state.Network;
        Objective objective = state.Objective;
        long step = (long)sweep * Batches + batch;

        source.Upload(backend, sweep, batch, outputs.Plain[0]);
        network.Forward(outputs);
        objective.LoadBatch(source.Rows(sweep, batch));
        if (!backend.AllFinite(outputs.Code))
            throw Diverged(sweep, batch);
        double loss;
        using (backend.Range("objective"))
        {
            loss = objective.Evaluate(outputs.Code, gradient, step);
            if (!double.IsFinite(loss))
                throw Diverged(sweep, batch);
            backend.Force(gradient, outputs.Code, state.GradientScale, ScaleKeep, objective.Strength, objective.Pull, ForceClip, force);
        }

        float eta = (float)(options.Eta * 0.5 * (1 + Math.Cos(Math.PI * step / ((double)sweeps * Batches))));
        float limit = options.HiddenLayers == 0 ? float.PositiveInfinity : options.TrustRegion / MathF.Sqrt(options.HiddenLayers);
        DeviceMatrix multiplier = force;
        for (int layer = network.Layers - 1; layer >= 0; layer--)
        {
            // The multiplier below needs this layer's weights as they were in the forward pass, so it comes before the step.
            DeviceMatrix below = multiplier;
            if (layer > 0)
            {
                below = multipliers[layer % 2];
                using ProfilerRange back = backend.Range("multipliers");
                backend.BackMultiplier(multiplier, network.WeightsWithoutBias[layer], outputs.Plain[layer], below);
            }
            using (backend.Range("local step of layer", layer + 1))
            {
                LayerUpdate update = state.Updates[layer];
                update.UpdateMoment(outputs.Augmented[layer], step == 0 ? 0f : MomentKeep);
                if (PreconditionerSchedule.IsDue(step, layer))
                    Refresh(update, layer, sweep, batch);
                update.Accumulate(outputs.Augmented[layer], multiplier, options.Momentum, scratch);
                // Asking the device for a number waits for it, so only the last batch of a sweep is looked at.
                bool isObserved = batch == Batches - 1;
                if (isObserved)
                    observer.BeforeStep(layer, multiplier);
                update.Step(samples[layer], eta, layer < network.Layers - 1 ? limit : float.PositiveInfinity, options.WeightDecay);
                if (isObserved)
                    observer.AfterStep(layer);
            }
            multiplier = below;
        }
        return loss;
    }

    private void Refresh(LayerUpdate update, int layer, int sweep, int batch)
    {
        try
        {
            update.RefreshPreconditioner(options.EffectiveAlpha);
        }
        catch (ArithmeticException)
        {
            throw new TrainingDivergedException($"the input moments of layer {layer + 1}", sweep + 1, batch + 1);
        }
    }

    private TrainingDivergedException Diverged(int sweep, int batch)
        => new(state.FindNotFinite(outputs) ?? "the loss or its gradient", sweep + 1, batch + 1);
}
