// All projection baselines are one product and one sign; they differ in where the matrix comes from.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>code = signs of [mapped features, 1] weights.</summary>
internal sealed class LinearHash : IHashEncoder
{
    private readonly IComputeBackend backend;
    private readonly IFeatureMap map;
    private readonly float[] weights;

    /// <summary>Creates the encoder.</summary>
    /// <param name="backend">Does the products.</param>
    /// <param name="map">Of d features to k numbers.</param>
    /// <param name="weights">(k+1) x b, row-major, the bias as last row; kept, not copied.</param>
    /// <param name="bits">b.</param>
    public LinearHash(IComputeBackend backend, IFeatureMap map, float[] weights, int bits)
    {
        this.backend = backend;
        this.map = map;
        this.weights = weights;
        Bits = bits;
    }

    public int Bits { get; }

    public int InputColumns => map.InputColumns;

    public HashCodes Encode(FeatureMatrix features)
    {
        int words = HashCodes.WordsFor(Bits);
        ulong[] codes = new ulong[checked(features.Rows * words)];
        Project(features, (outputs, first) => backend.PackSigns(outputs, codes.AsSpan(first * words, outputs.Rows * words)));
        return new HashCodes(codes, features.Rows, Bits);
    }

    /// <summary>The real outputs before the sign, block by block.</summary>
    /// <param name="features">n x d raw features.</param>
    /// <param name="receive">Gets the outputs of a block, rows x b on the device, and the index of its first row.</param>
    /// <exception cref="InputException">The items have another number of features, or a feature is not finite.</exception>
    public void Project(FeatureMatrix features, Action<DeviceMatrix, int> receive)
    {
        if (features.Columns != InputColumns)
            throw new InputException($"The items have {features.Columns} features but the encoder was learned on {InputColumns}; give the same features.");
        int block = MappedRows.BlockFor(features.Rows);
        using DeviceMatrix projection = backend.Allocate(map.Columns + 1, Bits);
        using MappedRows input = map.Open(backend, block);
        using DeviceMatrix output = backend.Allocate(block, Bits);
        backend.Upload(new ReadOnlySpan2D<float>(weights, map.Columns + 1, Bits), projection);
        for (int first = 0; first < features.Rows; first += block)
        {
            int rows = Math.Min(block, features.Rows - first);
            DeviceMatrix outputs = output.TopRows(rows);
            backend.Affine(input.Load(features, first, rows), projection, Activation.None, outputs);
            receive(outputs, first);
        }
    }
}
