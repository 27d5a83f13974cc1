// A user's own data set is two files; they are loaded together so that a mismatch is found at once.
namespace Vdsh.Data;

/// <summary>Data sets that a user brings as files.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class UserData
{
    /// <summary>Loads and checks features and labels.</summary>
    /// <param name="featuresPath">See <see cref="FeatureFile.Load"/>.</param>
    /// <param name="labelsPath">See <see cref="LabelFile.Load"/>; may be the same .npz.</param>
    /// <param name="options">What is known about tables; null for <see cref="InputOptions.Default"/>. Its choices of
    /// columns are for the features.</param>
    /// <exception cref="InputException">A file cannot be used, the numbers of rows differ, or a feature is not finite.</exception>
    /// <exception cref="OperationCanceledException">The wait for a pipe was given up.</exception>
    public static LabeledData Load(string featuresPath, string labelsPath, InputOptions? options = null)
    {
        options ??= InputOptions.Default;
        FeatureMatrix features = FeatureFile.Load(featuresPath, options);
        LabelSet labels = LabelFile.Load(labelsPath, features.Rows, options.ForLabels);
        FeatureCheck.EnsureFinite(features, featuresPath);
        return new LabeledData(features, labels);
    }
}
