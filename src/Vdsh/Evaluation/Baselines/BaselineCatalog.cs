// The one list of baselines: a new one is added here and nowhere else.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>The shallow methods by name.</summary>
public static class BaselineCatalog
{
    private delegate IHashEncoder Learner(IComputeBackend backend, LabeledData training, int bits, ulong seed, CancellationToken cancellation);

    private static readonly Dictionary<string, (string Title, Learner Learn)> Entries = new(StringComparer.Ordinal)
    {
        ["lsh"] = ("LSH", (backend, training, bits, seed, _) => LshBaseline.Create(backend, training.Features, bits, seed)),
        ["ridge"] = ("ridge to codewords", (backend, training, bits, seed, _)
            => RidgeToCodewordsBaseline.Create(backend, training, ClassCodewords.Create(training.Labels.ClassCount, bits, seed))),
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

    private static (string Title, Learner Learn) Entry(string name)
        => Entries.TryGetValue(name, out (string Title, Learner Learn) entry)
            ? entry
            : throw new InputException($"There is no baseline '{name}'; choose one of: {string.Join(", ", Names)}.");
}
