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
    private readonly FeatureMatrix features;
    private readonly Standardization standardization;
    private readonly ulong seed;
    private readonly float dropout;
    private readonly BatchOrder batchOrder;
    private readonly int[] order;
    private readonly float[,] staging;
    private readonly SeededRandom random = new(0);
    private int orderedSweep = -1;

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
        dropout = options.EffectiveInputDropout(features.Rows);
        Batches = Math.Max(1, (int)Math.Round((double)features.Rows / options.Batch));
        BatchRows = features.Rows / Batches;
        batchOrder = new BatchOrder(compared, BatchRows, seed);
        order = new int[features.Rows];
        staging = new float[BatchRows, features.Columns];
        if (takesMixtures && options.Mixup > 0)
            Mixture = new Mixture(BatchRows, options.Mixup);
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
        ReadOnlySpan<int> rows = Rows(sweep, batch);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> row = staging.GetRowSpan(i);
            features.CopyRow(rows[i], row);
            standardization.Apply(row, row);
        }
        if (Mixture is not null)
        {
            RandomStreams.StartMixup(random, seed, sweep, batch);
            Mixture.Draw(random);
            Mixture.Apply(staging);
        }
        RandomStreams.StartDropout(random, seed, sweep, batch);
        for (int i = 0; dropout > 0 && i < rows.Length; i++)
            Drop(staging.GetRowSpan(i));
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

    // The kept features are scaled up so that a layer's inputs keep their mean; four 16-bit draws come from one 64-bit number.
    private void Drop(Span<float> row)
    {
        uint threshold = (uint)(dropout * 65536);
        float keptScale = 1f / (1f - dropout);
        ulong bits = 0;
        for (int j = 0; j < row.Length; j++)
        {
            bits = (j & 3) == 0 ? random.NextUInt64() : bits >> 16;
            row[j] = (bits & 0xFFFF) < threshold ? 0f : row[j] * keptScale;
        }
    }
}
