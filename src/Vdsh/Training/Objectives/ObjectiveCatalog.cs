// The one list of objectives: a new one is added here and nowhere else.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>The objectives by name.</summary>
public static class ObjectiveCatalog
{
    private delegate Objective Factory(MatrixArena arena, LabelSet labels, ClassCodewords codewords, int batchRows);

    private static readonly Dictionary<string, Factory> Factories = new(StringComparer.Ordinal)
    {
        ["codeword"] = (arena, labels, codewords, rows) => new CodewordObjective(arena, labels, codewords, rows),
        ["vdsh"] = (arena, labels, codewords, rows) => new LabelRegressionObjective(arena, labels, codewords.Bits, rows),
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

    internal static Objective Create(string name, MatrixArena arena, LabelSet labels, ClassCodewords codewords, int batchRows)
        => Factories[name](arena, labels, codewords, batchRows);
}
