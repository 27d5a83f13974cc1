// The mode that "always converges": all rows at once, exact moments, true gradients and a line search that accepts only descent.
using System.Diagnostics;
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>
/// Monotone descent on F(W) = loss + c lambda/2 sum ||W_m - T_m||^2, T_m being what the layer decays to, zero or the identity, and c the gradient's root mean square at the start. Each layer's direction
/// solves its local problem; together they are a descent direction because every preconditioner is positive definite. F is bounded below and
/// falls at every accepted step, so it converges.
/// </summary>
internal sealed class FullBatchTraining : ITrainingMode
{
    private const double SufficientDecrease = 1e-4;
    private const double Growth = 1.3;
    private const double RestartBelow = 0.1;
    private const int HalvingsBeforeRestart = 5;
    private const int HalvingsAtMost = 40;

    private readonly TrainingState state;
    private readonly TrainingOptions options;
    private readonly LayerOutputs outputs;
    private readonly DeviceMatrix gradient, force, trialGradient;
    private readonly DeviceMatrix? identity;
    private readonly DeviceMatrix[] multipliers, steepest, direction, saved;
    private readonly LayerObserver observer;
    private readonly DeviceSums squares, slopes;
    private readonly double[] weightSquares, layerSlopes;
    private bool outputsAreCurrent;

    public FullBatchTraining(TrainingState state, LayerOutputs outputs, ReadOnlySpan<int> rows, TrainingOptions options)
    {
        this.state = state;
        this.options = options;
        this.outputs = outputs;
        MatrixArena arena = state.Arena;
        gradient = arena.Allocate(outputs.Rows, options.Bits);
        trialGradient = arena.Allocate(outputs.Rows, options.Bits);
        force = arena.Allocate(outputs.Rows, options.Bits);
        multipliers = options.HiddenLayers == 0 ? [] : [arena.Allocate(outputs.Rows, options.Width), arena.Allocate(outputs.Rows, options.Width)];
        steepest = LikeWeights();
        direction = LikeWeights();
        saved = LikeWeights();
        identity = state.Network.IdentityOf(arena);
        observer = new LayerObserver(arena, state.Network, outputs, new ScratchMatrices(arena));
        squares = arena.AllocateSums(state.Network.Layers);
        slopes = arena.AllocateSums(2 * state.Network.Layers);
        weightSquares = new double[squares.Count];
        layerSlopes = new double[slopes.Count];
        state.Objective.LoadBatch(rows);
        if (state.LineSearchStep == 0)
            state.LineSearchStep = options.Eta;
    }

    public int Batches => 1;

    public double Flops { get; private set; }

    public bool TrainsAllLayers(int sweep) => true;

    public SweepRecord? RunSweep(int sweep, int sweeps, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var watch = Stopwatch.StartNew();
        using ProfilerRange range = state.Backend.Range("sweep", sweep + 1);
        if (!outputsAreCurrent)
            state.Network.Forward(outputs);
        outputsAreCurrent = true;
        state.Objective.MinimizeState(outputs.Code);
        double before = Loss(gradient, sweep);
        (double slope, double steepestSlope) = FindDirection(sweep);
        if (slope < RestartBelow * steepestSlope)
            slope = Restart(steepestSlope);
        double? after = Search(before, slope, steepestSlope, sweep);
        if (after is null)
            return null;
        Flops += FlopCount.FullBatch(state.Network.Widths, outputs.Rows);
        // The line search does not return to the saved weights any more.
        for (int layer = 0; layer < saved.Length; layer++)
            observer.Step(layer, saved[layer]);
        (LayerRecord[] layers, double rms) = observer.Finish();
        progress?.Report(new TrainingProgress(sweep + 1, sweeps, 1, 1, after.Value, (sweep + 1.0) / sweeps));
        return new SweepRecord(sweep + 1, after.Value, watch.Elapsed.TotalSeconds, rms) { Layers = layers };
    }

    // F at the current weights; outputs must be up to date. Writes G.
    private double Loss(DeviceMatrix target, int sweep)
    {
        using ProfilerRange range = state.Backend.Range("objective");
        DeviceMatrix[] weights = state.Network.Weights;
        for (int layer = 0; layer < weights.Length; layer++)
        {
            // The steepest descent of this step is not known yet, or is not needed any more.
            DeviceMatrix distance = steepest[layer];
            state.Backend.Copy(weights[layer], distance);
            if (state.Network.BeginsAsIdentity(layer))
                state.Backend.AddScaled(-1f, identity!, distance);
            state.Backend.Dot(distance, distance, squares, layer);
        }
        double loss = state.Objective.EvaluateFrozen(outputs.Code, target);
        state.Backend.Read(squares, weightSquares);
        if (Scale() == 0)
            state.Backend.Force(target, outputs.Code, state.GradientScale, 1f, 1f, 0f, QuantizationPull.Sign, float.PositiveInfinity, force);
        double total = loss + Scale() * options.EffectiveWeightDecay / 2 * weightSquares.Sum();
        return double.IsFinite(total) ? total : throw new TrainingDivergedException(state.FindNotFinite(outputs) ?? "the loss or its gradient", sweep + 1, 1);
    }

    private double Scale()
    {
        Span<float> value = stackalloc float[1];
        state.Backend.Download(state.GradientScale, CommunityToolkit.HighPerformance.Span2D<float>.DangerousCreate(ref value[0], 1, 1, 0));
        return value[0];
    }

    // Writes -dF/dW into steepest, P times it into direction, and adds direction to the velocities: V = mu V + dW.
    private (double Slope, double SteepestSlope) FindDirection(int sweep)
    {
        IComputeBackend backend = state.Backend;
        Network network = state.Network;
        backend.Force(gradient, outputs.Code, state.GradientScale, 1f, 1f, 0f, QuantizationPull.Sign, float.PositiveInfinity, force);
        DeviceMatrix multiplier = force;
        for (int layer = network.Layers - 1; layer >= 0; layer--)
        {
            observer.Multipliers(layer, multiplier);
            FindDirection(layer, multiplier, sweep);
            if (layer == 0)
                break;
            DeviceMatrix below = multipliers[layer % 2];
            using (backend.Range("multipliers"))
                backend.BackMultiplier(multiplier, network.WeightsWithoutBias[layer], outputs.Plain[layer], below);
            multiplier = below;
        }
        ReadSlopes(sweep);
        return (layerSlopes.Take(network.Layers).Sum(), layerSlopes.Skip(network.Layers).Sum());
    }

    private void FindDirection(int layer, DeviceMatrix multiplier, int sweep)
    {
        IComputeBackend backend = state.Backend;
        using ProfilerRange range = backend.Range("local step of layer", layer + 1);
        DeviceMatrix inputs = outputs.Augmented[layer];
        LayerUpdate update = state.Updates[layer];
        update.UpdateMoment(inputs, 0f);
        try
        {
            update.RefreshPreconditioner(options.EffectiveAlpha);
        }
        catch (ArithmeticException)
        {
            throw BadMoments(layer, sweep);
        }
        backend.Multiply(inputs, Transpose.Yes, multiplier, Transpose.No, 1f / inputs.Rows, 0f, steepest[layer]);
        backend.AddScaled(-options.EffectiveWeightDecay, state.Network.Weights[layer], steepest[layer]);
        if (state.Network.BeginsAsIdentity(layer))
            backend.AddScaled(options.EffectiveWeightDecay, identity!, steepest[layer]);
        backend.Multiply(update.Preconditioner, Transpose.No, steepest[layer], Transpose.No, 1f, 0f, direction[layer]);
        backend.AddScaled(options.Momentum - 1f, update.Velocity, update.Velocity);
        backend.AddScaled(1f, direction[layer], update.Velocity);
        backend.Dot(steepest[layer], update.Velocity, slopes, layer);
        backend.Dot(steepest[layer], direction[layer], slopes, state.Network.Layers + layer);
    }

    // What could not be inverted may come home only now.
    private void ReadSlopes(int sweep)
    {
        try
        {
            state.Backend.Read(slopes, layerSlopes);
        }
        catch (ArithmeticException)
        {
            int bad = Array.FindLastIndex(state.Updates, update => !state.Backend.AllFinite(update.Preconditioner));
            if (bad < 0)
                throw;
            throw BadMoments(bad, sweep);
        }
    }

    private static TrainingDivergedException BadMoments(int layer, int sweep) => new($"the input moments of layer {layer + 1}", sweep + 1, 1);

    // Drops the momentum: V = dW.
    private double Restart(double steepestSlope)
    {
        for (int layer = 0; layer < direction.Length; layer++)
            state.Backend.Copy(direction[layer], state.Updates[layer].Velocity);
        return steepestSlope;
    }

    // Armijo's rule on F/c, whose gradient the multipliers are: accept if F(W + eta V) <= F - 1e-4 eta c <g, V>, else halve eta.
    private double? Search(double before, double slope, double steepestSlope, int sweep)
    {
        IComputeBackend backend = state.Backend;
        DeviceMatrix[] weights = state.Network.Weights;
        double scale = Scale();
        for (int layer = 0; layer < weights.Length; layer++)
            backend.Copy(weights[layer], saved[layer]);
        double eta = state.LineSearchStep;
        for (int halvings = 0; halvings < HalvingsAtMost; halvings++, eta /= 2)
        {
            if (halvings == HalvingsBeforeRestart)
                slope = Restart(steepestSlope);
            for (int layer = 0; layer < weights.Length; layer++)
            {
                backend.Copy(saved[layer], weights[layer]);
                backend.AddScaled((float)eta, state.Updates[layer].Velocity, weights[layer]);
            }
            state.Network.Forward(outputs);
            double after = TrialLoss(sweep);
            if (after < before && after <= before - SufficientDecrease * eta * scale * slope)
            {
                state.LineSearchStep = eta * Growth;
                return after;
            }
        }
        for (int layer = 0; layer < weights.Length; layer++)
            backend.Copy(saved[layer], weights[layer]);
        state.Network.Forward(outputs);
        return null;
    }

    // A step so long that the outputs overflow is only a step to be halved.
    private double TrialLoss(int sweep)
    {
        try
        {
            return Loss(trialGradient, sweep);
        }
        catch (TrainingDivergedException)
        {
            return double.PositiveInfinity;
        }
    }

    private DeviceMatrix[] LikeWeights()
        => Array.ConvertAll(state.Network.Weights, weights => state.Arena.Allocate(weights.Rows, weights.Columns));
}
