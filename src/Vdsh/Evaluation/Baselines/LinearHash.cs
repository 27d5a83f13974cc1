// Both linear baselines are one product and one sign; they differ in where the matrix comes from.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>code = signs of [standardised features, 1] weights.</summary>
internal sealed class LinearHash
{
    /// <summary>Rows on the device at a time.</summary>
    public const int BlockRows = 2048;

    private readonly IComputeBackend backend;
    private readonly Standardization standardization;
    private readonly float[] weights;

    /// <summary>Creates the encoder.</summary>
    /// <param name="backend">Does the products.</param>
    /// <param name="standardization">Of d features.</param>
    /// <param name="weights">(d+1) x b, row-major, the bias as last row; kept, not copied.</param>
    /// <param name="bits">b.</param>
    public LinearHash(IComputeBackend backend, Standardization standardization, float[] weights, int bits)
    {
        this.backend = backend;
        this.standardization = standardization;
        this.weights = weights;
        Bits = bits;
    }

    public int Bits { get; }

    public int InputColumns => standardization.Columns;

    public HashCodes Encode(FeatureMatrix features)
    {
        int columns = InputColumns;
        if (features.Columns != columns)
            throw new InputException($"The items have {features.Columns} features but the encoder was learned on {columns}; give the same features.");
        int words = HashCodes.WordsFor(Bits);
        ulong[] codes = new ulong[checked(features.Rows * words)];
        int block = Math.Max(1, Math.Min(BlockRows, features.Rows));
        float[] host = new float[block * (columns + 1)];
        using DeviceMatrix projection = backend.Allocate(columns + 1, Bits);
        using DeviceMatrix input = backend.Allocate(block, columns + 1);
        using DeviceMatrix output = backend.Allocate(block, Bits);
        backend.Upload(new ReadOnlySpan2D<float>(weights, columns + 1, Bits), projection);
        for (int first = 0; first < features.Rows; first += block)
        {
            int rows = Math.Min(block, features.Rows - first);
            Fill(features, first, rows, standardization, host);
            backend.Upload(new ReadOnlySpan2D<float>(host, rows, columns + 1), input.TopRows(rows));
            backend.Affine(input.TopRows(rows), projection, Activation.None, output.TopRows(rows));
            backend.PackSigns(output.TopRows(rows), codes.AsSpan(first * words, rows * words));
        }
        return new HashCodes(codes, features.Rows, Bits);
    }

    /// <summary>Writes standardised rows with a last column of ones.</summary>
    public static void Fill(FeatureMatrix features, int first, int rows, Standardization standardization, float[] destination)
    {
        int columns = features.Columns;
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = destination.AsSpan(row * (columns + 1), columns + 1);
            features.CopyRow(first + row, target);
            int bad = FeatureCheck.IndexOfNonFinite(target[..columns]);
            if (bad >= 0)
                throw new InputException($"The feature at row {first + row}, column {bad} (counted from 0) is not finite; remove or fill it.");
            standardization.Apply(target[..columns], target);
            target[columns] = 1;
        }
    }
}
