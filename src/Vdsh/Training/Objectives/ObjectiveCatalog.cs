// The one list of objectives: a new one is added here and nowhere else.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>The objectives by name.</summary>
public static class ObjectiveCatalog
{
    private delegate Objective Factory(IComputeBackend backend, LabelSet labels, ClassCodewords codewords, int batchRows);

    private static readonly Dictionary<string, Factory> Factories = new(StringComparer.Ordinal)
    {
        ["codeword"] = (backend, labels, codewords, rows) => new CodewordObjective(backend, labels, codewords, rows),
        ["vdsh"] = (backend, labels, codewords, rows) => new LabelRegressionObjective(backend, labels, codewords.Bits, rows),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => Factories.Keys;

    /// <summary>Checks a name.</summary>
    /// <exception cref="InputException">There is no such objective.</exception>
    public static void Require(string name)
    {
        if (!Factories.ContainsKey(name))
            throw new InputException($"There is no objective '{name}'; choose one of: {string.Join(", ", Names)}.");
    }

    internal static Objective Create(string name, IComputeBackend backend, LabelSet labels, ClassCodewords codewords, int batchRows)
        => Factories[name](backend, labels, codewords, batchRows);
}
