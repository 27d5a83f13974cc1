// Mini-batches are gathered, standardised and thinned out on the host, row by row, from whatever element type the data set is stored in.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>
/// Cuts each sweep's <see cref="BatchOrder"/> of the rows into equal mini-batches. All batches have the same size n; the few rows that do not fill
/// one are left out of this sweep (another random few in the next).
/// </summary>
internal sealed class MiniBatchSource
{
    private const int RowsPerTask = 16;

    private readonly FeatureMatrix features;
    private readonly Standardization standardization;
    private readonly ulong seed;
    private readonly InputDropout? dropout;
    private readonly BatchOrder batchOrder;
    private readonly int[] order;
    private readonly SeededRandom random = new(0);
    private readonly Action<int> prepareInPlace;
    private float[,]? staging;
    private int orderedSweep = -1;

    // The mini-batch that is being prepared.
    private int sweep;
    private int batch;
    private IHostWorkers? workers;
    private DeviceMatrix? target;

    /// <param name="features">Features of all training items.</param>
    /// <param name="standardization">Applied to every row.</param>
    /// <param name="options">Size of the batches, seed, dropout and mixup.</param>
    /// <param name="compared">Labels of the items where the objective compares the items of a batch with one another; null where it does not.</param>
    /// <param name="takesMixtures">Whether the objective takes mixed labels; without them the rows are not mixed.</param>
    public MiniBatchSource(
        FeatureMatrix features, Standardization standardization, TrainingOptions options, LabelSet? compared = null, bool takesMixtures = false)
    {
        this.features = features;
        this.standardization = standardization;
        seed = options.Seed;
        Batches = Math.Max(1, (int)Math.Round((double)features.Rows / options.Batch));
        BatchRows = features.Rows / Batches;
        batchOrder = new BatchOrder(compared, BatchRows, seed);
        order = new int[features.Rows];
        prepareInPlace = PrepareInPlace;
        float rate = options.EffectiveInputDropout(features.Rows);
        if (rate > 0)
            dropout = new InputDropout(BatchRows, features.Columns, rate);
        if (takesMixtures && options.EffectiveMixup > 0)
            Mixture = new Mixture(BatchRows, options.EffectiveMixup);
    }

    /// <summary>Mini-batches of a sweep.</summary>
    public int Batches { get; }

    /// <summary>Rows n of a mini-batch.</summary>
    public int BatchRows { get; }

    /// <summary>How the rows of the mini-batch uploaded last were mixed; null where rows are not mixed.</summary>
    public Mixture? Mixture { get; }

    /// <summary>The rows of a mini-batch, as indices into the training items.</summary>
    public ReadOnlySpan<int> Rows(int sweep, int batch)
    {
        if (orderedSweep != sweep)
        {
            batchOrder.Fill(sweep, order);
            orderedSweep = sweep;
        }
        return order.AsSpan(batch * BatchRows, BatchRows);
    }

    /// <summary>Uploads the standardised features of the rows, with mixup and input dropout.</summary>
    /// <param name="backend">Where to.</param>
    /// <param name="sweep">Sweep, from 0.</param>
    /// <param name="batch">Mini-batch of the sweep, from 0.</param>
    /// <param name="destination">n x d.</param>
    public void Upload(IComputeBackend backend, int sweep, int batch, DeviceMatrix destination)
    {
        this.sweep = sweep;
        this.batch = batch;
        if (dropout is not null)
        {
            RandomStreams.StartDropout(random, seed, sweep, batch);
            dropout.Draw(random);
        }
        // The threads that wait for the batch prepare it where it will be used.
        if (Mixture is null && backend is IHostWorkers host)
        {
            (workers, target) = (host, destination);
            _ = Rows(sweep, batch);
            host.Run((BatchRows + RowsPerTask - 1) / RowsPerTask, prepareInPlace);
            return;
        }

        staging ??= new float[BatchRows, features.Columns];
        for (int i = 0; i < BatchRows; i++)
            Standardise(i, staging.GetRowSpan(i));
        if (Mixture is not null)
        {
            RandomStreams.StartMixup(random, seed, sweep, batch);
            Mixture.Draw(random);
            Mixture.Apply(staging);
        }
        for (int i = 0; i < BatchRows; i++)
            dropout?.Apply(i, staging.GetRowSpan(i));
        backend.Upload(staging, destination);
    }

    /// <summary>Uploads the standardised features of given rows, without dropout.</summary>
    public static void UploadRows(FeatureMatrix features, Standardization standardization, ReadOnlySpan<int> rows, IComputeBackend backend, DeviceMatrix destination)
    {
        float[,] values = new float[rows.Length, features.Columns];
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> row = values.GetRowSpan(i);
            features.CopyRow(rows[i], row);
            standardization.Apply(row, row);
        }
        backend.Upload(values, destination);
    }

    private void PrepareInPlace(int task)
    {
        for (int i = task * RowsPerTask; i < Math.Min(BatchRows, (task + 1) * RowsPerTask); i++)
        {
            Span<float> row = workers!.Row(target!, i);
            Standardise(i, row);
            dropout?.Apply(i, row);
        }
    }

    private void Standardise(int i, Span<float> row)
    {
        features.CopyRow(Rows(sweep, batch)[i], row);
        standardization.Apply(row, row);
    }
}
