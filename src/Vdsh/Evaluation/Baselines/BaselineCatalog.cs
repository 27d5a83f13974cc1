// The one list of baselines: a new one is added here and nowhere else.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>The shallow methods by name.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class BaselineCatalog
{
    private delegate IHashEncoder Learner(IComputeBackend backend, LabeledData training, int bits, ulong seed, CancellationToken cancellation);

    // Relative to the mean variance of the (mapped) features. Kernel features overlap, so that their useful directions have small variances.
    private const double KernelRidge = 1e-5;

    private static readonly Dictionary<string, (string Title, Learner Learn)> Entries = new(StringComparer.Ordinal)
    {
        ["lsh"] = ("LSH", (backend, training, bits, seed, _) => LshBaseline.Create(backend, training.Features, bits, seed)),
        ["pca-itq"] = ("PCA-ITQ", (backend, training, bits, seed, cancellation) => PcaItq.Learn(backend, training.Features, bits, seed, cancellation)),
        ["cca-itq"] = ("CCA-ITQ", (backend, training, bits, seed, cancellation)
            => CcaItq.Learn(backend, Standardized(training), training, bits, RidgeRegression.LinearRidge(training.Count), seed, cancellation)),
        ["cca-itq-rbf"] = ("CCA-ITQ on RBF", (backend, training, bits, seed, cancellation)
            => CcaItq.Learn(backend, Rbf(backend, training, seed), training, bits, KernelRidge, seed, cancellation)),
        ["ksh"] = ("KSH", Ksh.Learn),
        ["sdh"] = ("SDH", (backend, training, bits, seed, cancellation)
            => Sdh.Learn(backend, Rbf(backend, training, seed), training, bits, KernelRidge, seed, cancellation)),
        ["ridge"] = ("ridge to codewords", (backend, training, bits, seed, cancellation)
            => RidgeToCodewordsBaseline.Create(backend, training, Codewords(training, bits, seed), Standardized(training), RidgeRegression.LinearRidge(training.Count), cancellation)),
        ["ridge-rbf"] = ("ridge to codewords on RBF", (backend, training, bits, seed, cancellation)
            => RidgeToCodewordsBaseline.Create(backend, training, Codewords(training, bits, seed), Rbf(backend, training, seed), KernelRidge, cancellation)),
        ["class-code"] = ("predicted class as code (RBF ridge)", (backend, training, bits, seed, cancellation)
            => ClassCode.Learn(backend, Rbf(backend, training, seed), training, Codewords(training, bits, seed), KernelRidge, cancellation)),
    };

    /// <summary>All names, the simplest method first.</summary>
    public static IReadOnlyCollection<string> Names => Entries.Keys;

    /// <summary>The name as a table prints it.</summary>
    /// <exception cref="InputException">There is no such baseline.</exception>
    public static string TitleOf(string name) => Entry(name).Title;

    /// <summary>Learns an encoder.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="backend">Does the products, also those of the encoder.</param>
    /// <param name="training">Items to learn from.</param>
    /// <param name="bits">Bits of a code.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    /// <param name="cancellation">Checked between steps.</param>
    /// <exception cref="InputException">There is no such baseline, or the items do not suit it.</exception>
    public static IHashEncoder Learn(
        string name, IComputeBackend backend, LabeledData training, int bits, ulong seed, CancellationToken cancellation = default)
        => Entry(name).Learn(backend, training, bits, seed, cancellation);

    private static StandardizedMap Standardized(LabeledData training) => new(Standardization.Learn(training.Features));

    private static RbfMap Rbf(IComputeBackend backend, LabeledData training, ulong seed)
        => RbfMap.Learn(backend, training.Features, RbfMap.DefaultAnchors, seed);

    private static ClassCodewords Codewords(LabeledData training, int bits, ulong seed) => ClassCodewords.Create(training.Labels.ClassCount, bits, seed);

    private static (string Title, Learner Learn) Entry(string name)
        => Entries.TryGetValue(name, out (string Title, Learner Learn) entry)
            ? entry
            : throw new InputException($"There is no baseline '{name}'; choose one of: {string.Join(", ", Names)}.");
}
