// The one list of objectives: a new one is added here and nowhere else.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>The objectives by name.</summary>
public static class ObjectiveCatalog
{
    private delegate Objective Factory(MatrixArena arena, LabelSet labels, ClassCodewords codewords, int batchRows);

    private delegate long Elements(int rows, int bits, int classes);

    private static readonly Dictionary<string, (Factory Create, Elements Elements)> Entries = new(StringComparer.Ordinal)
    {
        ["codeword"] = ((arena, labels, codewords, rows) => new CodewordObjective(arena, labels, codewords, rows), CodewordObjective.Elements),
        ["vdsh"] = ((arena, labels, codewords, rows) => new LabelRegressionObjective(arena, labels, codewords.Bits, rows), LabelRegressionObjective.Elements),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => Entries.Keys;

    /// <summary>Checks a name.</summary>
    /// <exception cref="InputException">There is no such objective.</exception>
    public static void Require(string name)
    {
        if (!Entries.ContainsKey(name))
            throw new InputException($"There is no objective '{name}'; choose one of: {string.Join(", ", Names)}.");
    }

    internal static Objective Create(string name, MatrixArena arena, LabelSet labels, ClassCodewords codewords, int batchRows)
        => Entries[name].Create(arena, labels, codewords, batchRows);

    /// <summary>Elements of the matrices that the objective allocates, for the memory plan.</summary>
    internal static long ElementsOf(string name, int rows, int bits, int classes) => Entries[name].Elements(rows, bits, classes);
}
