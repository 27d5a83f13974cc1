// Single items are encoded where their requests run; larger batches are matrix products, which use all cores and so take turns.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Serve.Serving;

/// <summary>Turns features into codes. Safe for concurrent callers.</summary>
internal sealed class FeatureEncoding(IComputeBackend backend)
{
    // From here on uploading the weights costs less than the products gain.
    private const int FewestForProducts = 8;
    private const int MostAtOnce = 1024;

    /// <summary>Encodes every row; how does not show in the codes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">Raw features, row-major.</param>
    /// <param name="rows">Number of rows.</param>
    /// <exception cref="InputException">A feature is not finite.</exception>
    public HashCodes Encode(HashModel model, float[] features, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            int column = FeatureCheck.IndexOfNonFinite(features.AsSpan(row * model.InputColumns, model.InputColumns));
            if (column >= 0)
                throw new InputException($"The feature at row {row}, column {column} (counted from 0) is not finite; remove or fill it.");
        }
        if (rows >= FewestForProducts)
        {
            // An encoder for this batch alone: the model may be another one when the next comes. The backend sees to
            // the turns.
            using var encoder = new HashEncoder(model, backend, Math.Min(rows, MostAtOnce));
            return encoder.Encode(FeatureMatrix.FromArray(features, rows, model.InputColumns));
        }
        ulong[] codes = new ulong[rows * model.WordsPerCode];
        model.Encode(new ReadOnlySpan2D<float>(features, rows, model.InputColumns), codes);
        return new HashCodes(codes, rows, model.Bits);
    }
}
