// One pass over the data: forward once, one backward sweep for all multipliers, and every layer's own closed-form step.
using Vdsh.Compute;
using Vdsh.Training.Objectives;

namespace Vdsh.Training;

/// <summary>
/// The mini-batch trainer of docs/method.md. All buffers are allocated once. On a device that works asynchronously a batch waits once, for its loss;
/// whatever is refused on the way comes home with it.
/// </summary>
internal sealed class MiniBatchTraining : ITrainingMode
{
    /// <summary>Most rows on which the trust region measures the change of a layer's outputs.</summary>
    public const int TrustRows = 32;

    private const float ScaleKeep = 0.95f;
    private const float ForceClip = 2f;
    private readonly TrainingState state;
    private readonly MiniBatchSource source;
    private readonly TrainingOptions options;
    private readonly LayerOutputs outputs;
    private readonly DeviceMatrix[] samples;
    private readonly DeviceMatrix gradient, force;
    private readonly RowPrefixes[] multipliers;
    private readonly ScratchMatrices scratch;
    private readonly LayerObserver observer;
    private readonly ActiveRows? active;
    private readonly DepthSchedule depth;
    private readonly int[][] widths;
    private readonly double[] costs;

    public MiniBatchTraining(TrainingState state, MiniBatchSource source, TrainingOptions options, int sweeps)
    {
        this.state = state;
        this.source = source;
        this.options = options;
        MatrixArena arena = state.Arena;
        Network network = state.Network;
        int rows = source.BatchRows;
        int sampleRows = Math.Min(TrustRows, rows);
        outputs = new LayerOutputs(arena, network, rows, sampleRows);
        samples = Array.ConvertAll(outputs.Augmented, matrix => matrix.TopRows(sampleRows));
        gradient = arena.Allocate(rows, options.Bits);
        force = arena.Allocate(rows, options.Bits);
        multipliers = options.HiddenLayers == 0 ? [] : [Multipliers(), Multipliers()];
        // Elsewhere the force is not seen before the batch is over.
        if (arena.Backend is IHostWorkers host)
            active = new ActiveRows(arena, host, force, outputs);
        scratch = new ScratchMatrices(arena);
        foreach (LayerUpdate update in state.Updates)
            update.Reserve(rows, scratch);
        observer = new LayerObserver(arena, network, outputs, scratch);
        depth = new DepthSchedule(options.HiddenLayers, options.EffectiveFirstLayers, (long)sweeps * Batches);
        widths = [.. depth.Depths.Select(hidden => Network.WidthsOf(network.Widths[0], hidden, options.Width, options.Bits))];
        costs = Array.ConvertAll(widths, stage => FlopsOf(stage, rows));
    }

    public int Batches => source.Batches;

    public double Flops { get; private set; }

    public bool TrainsAllLayers(int sweep) => depth.LayersAt(StepNumber(sweep, 0)).Length == state.Network.Layers;

    public SweepRecord? RunSweep(int sweep, int sweeps, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using ProfilerRange range = state.Backend.Range("sweep", sweep + 1);
        double total = 0, allCosts = depth.Cost(StepNumber(sweeps, 0), costs);
        for (int batch = 0; batch < Batches; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            total += Step(sweep, batch, sweeps);
            double done = depth.Cost(StepNumber(sweep, batch) + 1, costs) / allCosts;
            progress?.Report(new TrainingProgress(sweep + 1, sweeps, batch + 1, Batches, total / (batch + 1), done));
        }
        (LayerRecord[] layers, double rms) = FinishSweep(StepNumber(sweep, Batches - 1));
        return new SweepRecord(sweep + 1, total / Batches, watch.Elapsed.TotalSeconds, rms) { Layers = layers };
    }

    private double Step(int sweep, int batch, int sweeps)
    {
        IComputeBackend backend = state.Backend;
        Network network = state.Network;
        Objective objective = state.Objective;
        long step = StepNumber(sweep, batch);

        source.Upload(backend, sweep, batch, outputs.Plain[0]);
        ReadOnlySpan<int> trained = depth.LayersAt(step);
        // What is reported of a sweep is of all layers, those that are still the identity too.
        ReadOnlySpan<int> layers = IsObserved(step) ? network.AllLayers : trained;
        network.Forward(outputs, layers);
        objective.LoadBatch(source.Rows(sweep, batch), source.Mixture);
        double loss;
        using (backend.Range("objective"))
        {
            loss = Evaluate(step);
            backend.Force(
                gradient, outputs.Code, state.GradientScale, ScaleKeep, objective.Strength, objective.Pull, objective.Quantization, ForceClip, force);
        }

        float eta = (float)(options.Eta * 0.5 * (1 + Math.Cos(Math.PI * step / ((double)sweeps * Batches))));
        int hidden = trained.Length - 1;
        float limit = hidden == 0 ? float.PositiveInfinity : options.TrustRegion / MathF.Sqrt(hidden);
        // What is reported of the multipliers is of all rows.
        bool isSparse = active is not null && !IsObserved(step) && active.Find();
        int rows = isSparse ? active!.Count : source.BatchRows;
        Flops += FlopsOf(widths[depth.StageAt(step)], rows);
        DeviceMatrix multiplier = isSparse ? active!.Force() : force;
        for (int i = layers.Length - 1; i >= 0; i--)
        {
            int layer = layers[i];
            (DeviceMatrix inputs, DeviceMatrix plain) = isSparse ? active!.Inputs(layer) : (outputs.Augmented[layer], outputs.Plain[layer]);
            // The multiplier below needs this layer's weights as they were in the forward pass, so it comes before the step.
            DeviceMatrix below = multiplier;
            if (i > 0)
            {
                below = multipliers[i % 2].First(rows);
                using ProfilerRange back = backend.Range("multipliers");
                backend.BackMultiplier(multiplier, network.WeightsWithoutBias[layer], plain, below);
            }
            LocalStep(layer, inputs, multiplier, eta, layer < network.Layers - 1 ? limit : float.PositiveInfinity, options.AlphaOf(hidden), step);
            multiplier = below;
        }
        return loss;
    }

    private RowPrefixes Multipliers() => new(state.Arena.Allocate(source.BatchRows, options.Width), ActiveRows.Granule);

    private double FlopsOf(int[] widths, int activeRows) => FlopCount.MiniBatch(widths, source.BatchRows, activeRows, TrustRows);

    // A look costs three passes over the weights, so only the last batch of a sweep is looked at.
    private bool IsObserved(long step) => (step + 1) % Batches == 0;

    private bool IsRefreshed(int layer, long step) => depth.FirstStep(layer) <= step && PreconditionerSchedule.IsDue(step, depth.FirstStep(layer), layer);

    // A loss can hide an infinite output, so the outputs are watched too.
    private double Evaluate(long step)
    {
        try
        {
            state.Backend.RequireFinite(outputs.Code);
            double loss = state.Objective.Evaluate(outputs.Code, gradient, step);
            return double.IsFinite(loss) ? loss : throw Diverged(step, step - 1);
        }
        catch (ArithmeticException exception) when (exception is not TrainingDivergedException)
        {
            throw Diverged(step, step - 1);
        }
    }

    private void LocalStep(int layer, DeviceMatrix inputs, DeviceMatrix multiplier, float eta, float limit, float alpha, long step)
    {
        using ProfilerRange range = state.Backend.Range("local step of layer", layer + 1);
        LayerUpdate update = state.Updates[layer];
        bool isTrained = depth.FirstStep(layer) <= step, isObserved = IsObserved(step);
        try
        {
            if (isTrained)
            {
                if (PreconditionerSchedule.Keep(step, depth.FirstStep(layer), layer) is float keep)
                    update.UpdateMoment(outputs.Augmented[layer], keep);
                if (IsRefreshed(layer, step))
                    update.RefreshPreconditioner(alpha);
                update.Accumulate(inputs, multiplier, source.BatchRows, options.Momentum, scratch);
            }
            if (isObserved)
                observer.BeforeStep(layer, multiplier);
            if (isTrained)
                update.Step(samples[layer], outputs.Sums![layer], eta, limit, options.EffectiveWeightDecay);
            if (isObserved)
                observer.AfterStep(layer);
        }
        catch (ArithmeticException)
        {
            throw BadMoments(layer, step);
        }
    }

    // The last step has no forward pass after it that would show what it spoiled.
    private (LayerRecord[] Layers, double ActivationRms) FinishSweep(long step)
    {
        try
        {
            state.RequireFinite(outputs);
            return observer.Finish();
        }
        catch (ArithmeticException)
        {
            throw Diverged(step, step);
        }
    }

    // What the latest refresh could not invert may come home only now, and is the cause of whatever else is wrong. Layers are refreshed from the last to the first.
    private TrainingDivergedException Diverged(long step, long latestRefresh)
    {
        for (int layer = state.Network.Layers - 1; layer >= 0 && latestRefresh >= 0; layer--)
        {
            if (IsRefreshed(layer, latestRefresh) && !state.Backend.AllFinite(state.Updates[layer].Preconditioner))
                return BadMoments(layer, latestRefresh);
        }
        return Diverged(state.FindNotFinite(outputs) ?? "the loss or its gradient", step);
    }

    private TrainingDivergedException BadMoments(int layer, long step) => Diverged($"the input moments of layer {layer + 1}", step);

    private TrainingDivergedException Diverged(string where, long step) => new(where, (int)(step / Batches) + 1, (int)(step % Batches) + 1);

    private long StepNumber(int sweep, int batch) => ((long)sweep * Batches) + batch;
}
