// What a layer is worth is seen by leaving it out, and nets that differ in one layer have most of their work in common.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// Encodes items by several nets that a model becomes when hidden layers are left out of it. A net begins where the one
/// before it has the same layers, so that what they share is computed once. The codes are those of <see
/// cref="HashModel.WithoutLayers"/>. The backend is the caller's.
/// </summary>
internal sealed class ThinnedEncoder : IDisposable
{
    // The outputs of all layers are kept for a block of rows; so many floats of them are a quarter of a GiB.
    private const long MostFloats = 1L << 26;

    private const int FewestRows = 64, MostRows = 4096;

    private readonly HashModel model;
    private readonly IComputeBackend backend;
    private readonly MatrixArena arena;
    private readonly DeviceMatrix[] weights, inputs;
    private readonly DeviceMatrix outputs;
    private readonly float[,] staging;
    private readonly int blockRows;

    /// <summary>Uploads the weights and allocates work space.</summary>
    public ThinnedEncoder(HashModel model, IComputeBackend backend)
    {
        this.model = model;
        this.backend = backend;
        long floats = 1 + model.InputColumns + model.Bits;
        foreach (int width in model.Widths)
            floats += width + 1;
        blockRows = (int)Math.Clamp(MostFloats / floats, FewestRows, MostRows);
        staging = new float[blockRows, model.InputColumns];
        arena = new MatrixArena(backend);
        try
        {
            weights = new DeviceMatrix[model.Layers];
            // The first is for the items, the one after it for the outputs of the first layer, and so on.
            inputs = new DeviceMatrix[model.Layers];
            for (int layer = 0; layer < weights.Length; layer++)
            {
                float[,] values = model.EncodingWeights(layer);
                weights[layer] = arena.Allocate(values.GetLength(0), values.GetLength(1));
                backend.Upload(values, weights[layer]);
                inputs[layer] = arena.AllocateAugmented(blockRows, values.GetLength(0) - 1);
            }
            outputs = arena.Allocate(blockRows, model.Bits);
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    /// <summary>Encodes every row by every net.</summary>
    /// <param name="features">n x d, raw.</param>
    /// <param name="nets">For each net its hidden layers, rising: all but some of which <see
    /// cref="HashModel.MayBeIdentity"/> says so.</param>
    /// <param name="cancellation">Looked at before every net.</param>
    /// <returns>n codes for each net.</returns>
    /// <exception cref="InputException">The items have another number of features, or a feature is not
    /// finite.</exception>
    public HashCodes[] Encode(FeatureMatrix features, IReadOnlyList<int[]> nets,
        CancellationToken cancellation = default)
    {
        if (features.Columns != model.InputColumns)
            throw new InputException(
                $"The model expects {model.InputColumns} features, the input has {features.Columns}; give it such "
                + $"items as it was trained on.");
        int words = model.WordsPerCode;
        ulong[][] codes = [.. nets.Select(_ => new ulong[checked(features.Rows * words)])];
        for (int start = 0; start < features.Rows; start += blockRows)
        {
            int rows = Math.Min(blockRows, features.Rows - start);
            Stage(features, start, rows);
            int[] before = [];
            for (int net = 0; net < nets.Count; net++)
            {
                cancellation.ThrowIfCancellationRequested();
                Forward(nets[net], nets[net].AsSpan().CommonPrefixLength(before), rows,
                    codes[net].AsSpan(start * words, rows * words));
                before = nets[net];
            }
        }
        return Array.ConvertAll(codes, code => new HashCodes(code, features.Rows, model.Bits));
    }

    /// <summary>Frees the memory on the device.</summary>
    public void Dispose() => arena.Dispose();

    // What a layer gives lies in the inputs of the one after it in the model, even where that one is left out.
    private void Forward(int[] layers, int computed, int rows, Span<ulong> codes)
    {
        for (int i = computed; i <= layers.Length; i++)
        {
            int layer = i < layers.Length ? layers[i] : model.HiddenLayers, source = i == 0 ? 0 : layers[i - 1] + 1;
            DeviceMatrix input = inputs[source].TopRows(rows);
            if (layer == model.HiddenLayers)
                backend.Affine(input, weights[layer], Activation.None, outputs.TopRows(rows));
            else
                backend.Affine(input, weights[layer], Activation.Relu,
                    inputs[layer + 1].View(0, 0, rows, model.Widths[layer]));
        }
        backend.PackSigns(outputs.TopRows(rows), codes);
    }

    private void Stage(FeatureMatrix features, int start, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            Span<float> values = staging.GetRowSpan(row);
            features.CopyRow(start + row, values);
            FeatureCheck.RequireFinite(values, start + row);
            model.Prepare(values, values);
        }
        backend.Upload(new Span2D<float>(staging)[..rows, ..], inputs[0].View(0, 0, rows, model.InputColumns));
    }
}
