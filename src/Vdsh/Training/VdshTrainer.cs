// The front door of training: data in, model out, whatever the depth, the objective and the device.
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training.Objectives;

namespace Vdsh.Training;

/// <summary>
/// Trains a very deep plain network for hashing by layer-wise auxiliary-variable updates; docs/method.md has the derivation. The same seed,
/// options and data on the same backend give the same model bit for bit, whatever the number of threads.
/// </summary>
/// <remarks>
/// Thread safety: safe for concurrent use; several trainings may share a backend, and each learns the model that it
/// would learn alone.
/// </remarks>
public sealed class VdshTrainer
{
    private const int InitializationRows = 1000;

    // Losses of a training that learns fall; dropout and mixup let them rise by parts of themselves.
    private const double LargestRise = 100;

    private readonly IComputeBackend backend;
    private readonly TrainingOptions options;
    private readonly ILogger logger;

    /// <summary>Creates a trainer.</summary>
    /// <param name="backend">Does the arithmetic; not disposed.</param>
    /// <param name="options">What to train.</param>
    /// <param name="logger">Told about resumed checkpoints and stopping; null for silence.</param>
    /// <exception cref="InputException">An option is outside its range.</exception>
    public VdshTrainer(IComputeBackend backend, TrainingOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ObjectiveCatalog.Require(options.Objective);
        this.backend = backend;
        this.options = options;
        this.logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Learns a model.</summary>
    /// <param name="data">n items, at least two of them, of at least two classes; finite features.</param>
    /// <param name="progress">Told after every mini-batch.</param>
    /// <param name="cancellation">Checked before every mini-batch; the last checkpoint stays.</param>
    /// <exception cref="InputException">The data cannot be trained on, a checkpoint does not fit, or one exists and is not to be continued.</exception>
    /// <exception cref="InputException">The training does not fit into the memory of the CPU's machine; another backend throws its own exception.</exception>
    /// <exception cref="TrainingDivergedException">A NaN or an infinity appeared, or the loss rose to a hundred times
    /// what it was.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainingResult Train(LabeledData data, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        TrainingDataCheck.Require(data);
        TrainingOptions suited = options.For(data.Features);
        return suited == options ? TrainSuited(data, progress, cancellation)
            : new VdshTrainer(backend, suited, logger).TrainSuited(data, progress, cancellation);
    }

    private TrainingResult TrainSuited(LabeledData data, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Standardization standardization = Standardization.Learn(data.Features);
        ClassCodewords codewords = ClassCodewords.Create(data.Labels.ClassCount, options.Bits, options.Seed);
        var source = new MiniBatchSource(
            data.Features, standardization, options, ObjectiveCatalog.ComparesItems(options.Objective) ? data.Labels : null, ObjectiveCatalog.TakesMixtures(options.Objective));
        int sweeps = options.EffectiveSweeps(source.Batches);
        int batchRows = options.FullBatch ? data.Count : source.BatchRows;

        int[] widths = Network.WidthsOf(data.Features.Columns, options.HiddenLayers, options.Width, options.Bits);
        backend.RequireMemory(
            MemoryPlan.Bytes(widths, batchRows, options.FullBatch, ObjectiveCatalog.ElementsOf(options.Objective, batchRows, options.Bits, data.Labels.ClassCount)),
            $"training {options.HiddenLayers} hidden layers of {options.Width} on {batchRows} rows at a time");
        using var arena = new MatrixArena(backend);
        var network = new Network(arena, widths);
        Objective objective = ObjectiveCatalog.Create(options.Objective, arena, data.Labels, codewords, batchRows, options.Seed);
        var state = new TrainingState(arena, network, objective);
        Checkpoint? checkpoint = options.CheckpointDirectory is null
            ? null
            : new Checkpoint(options.CheckpointDirectory, TrainingIdentity.Describe(options, sweeps, data, standardization));
        Begin(state, data, standardization, checkpoint);

        ITrainingMode mode = options.FullBatch ? FullBatch(state, data, standardization) : new MiniBatchTraining(state, source, options, sweeps);
        int first = state.Sweeps.Count;
        string stopReason = RunSweepsOrForget(state, mode, sweeps, checkpoint, progress, cancellation);
        double secondsHere = state.Sweeps.Skip(first).Sum(sweep => sweep.Seconds);
        return new TrainingResult
        {
            Model = BuildModel(network, data, standardization, codewords, state.Sweeps.Count),
            Sweeps = state.Sweeps,
            Seconds = state.Sweeps.Sum(sweep => sweep.Seconds),
            SecondsHere = secondsHere,
            Flops = mode.Flops,
            StopReason = stopReason,
        };
    }

    private void Begin(TrainingState state, LabeledData data, Standardization standardization, Checkpoint? checkpoint)
    {
        if (options.Resume && checkpoint!.Exists)
        {
            checkpoint.Load(state);
            logger.LogInformation("Continuing after sweep {Sweep} from {Path}.", state.Sweeps.Count, checkpoint.Path);
            return;
        }
        if (checkpoint is { Exists: true })
        {
            throw new InputException($"The checkpoint {checkpoint.Path} of an earlier training would be lost; continue it with --resume, name another folder, or delete it.");
        }
        if (options.Resume)
            logger.LogWarning("There is no checkpoint {Path} yet: training starts at the beginning.", checkpoint!.Path);
        NetworkInitializer.InitializeHidden(state.Network, options.Seed);
        if (state.Objective.NeedsRandomCodeLayer)
        {
            int[] rows = [.. Enumerable.Range(0, data.Count)];
            RandomStreams.Initialization(options.Seed).Shuffle(rows);
            rows = rows[..Math.Min(InitializationRows, data.Count)];
            using var temporary = new MatrixArena(backend);
            var outputs = new LayerOutputs(temporary, state.Network, rows.Length);
            MiniBatchSource.UploadRows(data.Features, standardization, rows, backend, outputs.Plain[0]);
            NetworkInitializer.InitializeRandomCode(state.Network, outputs, options.Seed);
        }
        checkpoint?.Save(state);
    }

    // A backend may still have something to tell of the last mini-batch; whoever uses it after a cancelled training should not hear of that.
    private string RunSweepsOrForget(TrainingState state, ITrainingMode mode, int sweeps, Checkpoint? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return RunSweeps(state, mode, sweeps, checkpoint, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            try
            {
                backend.AllFinite(state.GradientScale);
            }
            catch (ArithmeticException)
            {
                // Nobody wants the result of what was cancelled.
            }
            throw;
        }
    }

    private string RunSweeps(TrainingState state, ITrainingMode mode, int sweeps, Checkpoint? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        while (state.Sweeps.Count < sweeps)
        {
            if (options.Until is double fraction && PlateauRule.IsReached([.. state.Sweeps.Where(sweep => mode.TrainsAllLayers(sweep.Sweep - 1))], fraction))
                return $"the loss fell by less than {fraction:P1} over three sweeps";
            SweepRecord? record = mode.RunSweep(state.Sweeps.Count, sweeps, progress, cancellation);
            if (record is null)
                return "no step lowers the loss any more";
            RequireBounded(record, state.Sweeps, mode.Batches);
            state.Sweeps.Add(record);
            logger.LogDebug("Sweep {Sweep}: loss {Loss}, activations {Rms}.", record.Sweep, record.Loss, record.ActivationRms);
            checkpoint?.Save(state);
        }
        return "all sweeps done";
    }

    // Far from any solution numbers may stay finite for long, and the codes mean nothing.
    private static void RequireBounded(SweepRecord record, IReadOnlyList<SweepRecord> earlier, int batches)
    {
        double first = earlier.Count == 0 ? record.Loss : earlier[0].Loss;
        if (record.Loss > LargestRise * Math.Max(first, 1))
            throw new TrainingDivergedException(record.Loss, first, record.Sweep, batches);
    }

    private FullBatchTraining FullBatch(TrainingState state, LabeledData data, Standardization standardization)
    {
        int[] rows = [.. Enumerable.Range(0, data.Count)];
        var outputs = new LayerOutputs(state.Arena, state.Network, data.Count);
        MiniBatchSource.UploadRows(data.Features, standardization, rows, backend, outputs.Plain[0]);
        return new FullBatchTraining(state, outputs, rows, options);
    }

    private HashModel BuildModel(
        Network network, LabeledData data, Standardization standardization, ClassCodewords codewords, int sweeps)
    {
        float[][,] weights = Array.ConvertAll(network.Weights, matrix =>
        {
            float[,] values = new float[matrix.Rows, matrix.Columns];
            backend.Download(matrix, values);
            return values;
        });
        var metadata = new Dictionary<string, string>
        {
            ["sweeps"] = sweeps.ToString(CultureInfo.InvariantCulture),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        };
        return new HashModel(
            weights, standardization, options.Objective, codewords.Codes, metadata, ItemHashes.Of(data.Features));
    }
}
