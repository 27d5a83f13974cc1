// Raw features are often zero, standardised ones hardly ever, and zeros cost nothing to multiply.
using CommunityToolkit.HighPerformance;
using Vdsh.Data;

namespace Vdsh.Codes;

public sealed partial class HashModel
{
    // (x - m) s W = x (s W) - m s W loses as many digits as the centres |m| s are larger than the spread, which is 1 on average.
    private const float LargestCentre = 3;

    // Beyond these scales the weights would leave the range of float32.
    private const float LeastScale = 1e-12f, LargestScale = 1e12f;

    private readonly Lazy<float[,]?> folded;

    /// <summary>Whether the standardisation is part of <see cref="EncodingWeights"/>, so that the first layer takes the features as they are.</summary>
    internal bool TakesRawFeatures => folded.Value is not null;

    /// <summary>The augmented weights with which <see cref="Prepare">prepared</see> features and the outputs of layers are multiplied.</summary>
    internal float[,] EncodingWeights(int layer) => layer == 0 && folded.Value is float[,] first ? first : weights[layer];

    /// <summary>What the first layer takes: the features, standardised if its weights do not do that.</summary>
    /// <param name="features">d raw features.</param>
    /// <param name="row">Receives d values; may be the same span.</param>
    internal void Prepare(ReadOnlySpan<float> features, Span<float> row)
    {
        if (TakesRawFeatures)
            features.CopyTo(row);
        else
            Standardization.Apply(features, row);
    }

    // Null where the result would be less exact than the standardisation of the features.
    private static float[,]? Fold(float[,] weights, Standardization standardization)
    {
        float scale = standardization.Scale;
        ReadOnlySpan<float> mean = standardization.Mean;
        if (scale is < LeastScale or > LargestScale)
            return null;
        foreach (float centre in mean)
        {
            if (Math.Abs(centre) * scale > LargestCentre)
                return null;
        }

        int inputs = mean.Length, outputs = weights.GetLength(1);
        var result = new float[inputs + 1, outputs];
        double[] bias = new double[outputs];
        for (int i = 0; i < inputs; i++)
        {
            for (int j = 0; j < outputs; j++)
            {
                double weight = (double)scale * weights[i, j];
                result[i, j] = (float)weight;
                bias[j] += mean[i] * weight;
            }
        }
        for (int j = 0; j < outputs; j++)
            result[inputs, j] = (float)(weights[inputs, j] - bias[j]);
        return FeatureCheck.IndexOfNonFinite(result.AsSpan()) < 0 ? result : null;
    }
}
