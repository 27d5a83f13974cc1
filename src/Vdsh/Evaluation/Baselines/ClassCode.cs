// The critique of supervised hashing in one method (Sablayrolles et al., ICASSP 2017): whoever can classify needs no hashing to look good.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>The code of an item is the codeword of the class that ridge regression to class indicators scores highest.</summary>
internal sealed class ClassCode : IHashEncoder
{
    private readonly IComputeBackend backend;
    private readonly LinearHash scores;
    private readonly HashCodes words;

    private ClassCode(IComputeBackend backend, LinearHash scores, HashCodes words)
    {
        this.backend = backend;
        this.scores = scores;
        this.words = words;
    }

    /// <inheritdoc/>
    public int Bits => words.Bits;

    /// <inheritdoc/>
    public int InputColumns => scores.InputColumns;

    /// <summary>Learns the classifier.</summary>
    /// <param name="backend">Does the products, also those of <see cref="Encode"/>.</param>
    /// <param name="map">Of raw features to those of the classifier.</param>
    /// <param name="training">n x d features with labels.</param>
    /// <param name="codewords">A word of b bits per class.</param>
    /// <param name="relativeRidge">Of the regression.</param>
    /// <param name="cancellation">Checked between blocks of rows.</param>
    public static ClassCode Learn(
        IComputeBackend backend, IFeatureMap map, LabeledData training, ClassCodewords codewords, double relativeRidge, CancellationToken cancellation)
    {
        int classes = training.Labels.ClassCount;
        TrainingMoments moments = TrainingMoments.Collect(backend, map, training.Features, classes, training.Labels.CopyIndicators, cancellation);
        return new ClassCode(backend, new LinearHash(backend, map, RidgeRegression.Solve(moments, relativeRidge), classes), codewords.Codes);
    }

    /// <inheritdoc/>
    public HashCodes Encode(FeatureMatrix features) => words.Select(Predict(features));

    /// <summary>The class of the highest score for each row; the lowest such class where scores are equal.</summary>
    public int[] Predict(FeatureMatrix features)
    {
        int[] predicted = new int[features.Rows];
        scores.Project(features, (outputs, first) =>
        {
            float[] values = DeviceValues.Single(backend, outputs);
            for (int row = 0; row < outputs.Rows; row++)
            {
                ReadOnlySpan<float> candidates = values.AsSpan(row * outputs.Columns, outputs.Columns);
                int best = 0;
                for (int label = 1; label < candidates.Length; label++)
                {
                    if (candidates[label] > candidates[best])
                        best = label;
                }
                predicted[first + row] = best;
            }
        });
        return predicted;
    }
}
