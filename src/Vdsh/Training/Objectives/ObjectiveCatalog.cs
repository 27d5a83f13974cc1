// The one list of objectives: a new one is added here and nowhere else.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training.Objectives;

/// <summary>The objectives by name.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class ObjectiveCatalog
{
    private delegate Objective Factory(MatrixArena arena, LabelSet labels, ClassCodewords codewords, int batchRows, ulong seed);

    private delegate long ElementCount(int rows, int bits, int classes);

    private const int UsualFirstLayers = 4;

    private static readonly Dictionary<string, Entry> Entries = new(StringComparer.Ordinal)
    {
        ["codeword"] = new((arena, labels, words, rows, _) => new CodewordObjective(arena, labels, words, rows), CodewordObjective.Elements, FirstLayers: 2),
        ["vdsh"] = new((arena, labels, words, rows, _) => new LabelRegressionObjective(arena, labels, words.Bits, rows), LabelRegressionObjective.Elements, TakesMixtures: true),
        ["dpsh"] = Pairwise((arena, labels, words, rows, _) => new PairLikelihoodObjective(arena, labels, words.Bits, rows)),
        ["dtsh"] = Pairwise((arena, labels, words, rows, seed) => new TripletLikelihoodObjective(arena, labels, words.Bits, rows, seed)),
        ["dcwh"] = new((arena, labels, words, rows, _) => new ClassCentreObjective(arena, labels, words, rows), ClassCentreObjective.Elements, TakesMixtures: true),
        ["talr-ap"] = Pairwise((arena, labels, words, rows, _) => new RankingObjective(arena, labels, words.Bits, rows, RankingMeasure.AveragePrecision)),
        ["talr-ndcg"] = Pairwise((arena, labels, words, rows, _) => new RankingObjective(arena, labels, words.Bits, rows, RankingMeasure.Ndcg)),
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

    internal static Objective Create(string name, MatrixArena arena, LabelSet labels, ClassCodewords codewords, int batchRows, ulong seed)
        => Entries[name].Create(arena, labels, codewords, batchRows, seed);

    /// <summary>Elements of the matrices that the objective allocates, for the memory plan.</summary>
    internal static long ElementsOf(string name, int rows, int bits, int classes) => Entries[name].Elements(rows, bits, classes);

    /// <summary>Whether the objective compares the items of a batch with one another, so that a batch must hold several of a class.</summary>
    internal static bool ComparesItems(string name) => Entries[name].ComparesItems;

    /// <summary>Whether the objective reads labels as amounts, so that rows may be mixed.</summary>
    internal static bool TakesMixtures(string name) => Entries[name].TakesMixtures;

    /// <summary>Hidden layers that training starts with unless the user says otherwise: fewer cost most objectives accuracy. A name that does not exist is refused where training begins.</summary>
    internal static int FirstLayersOf(string name) => Entries.TryGetValue(name, out Entry? entry) ? entry.FirstLayers : UsualFirstLayers;

    private static Entry Pairwise(Factory create) => new(create, PairwiseObjective.Elements, ComparesItems: true);

    private sealed record Entry(Factory Create, ElementCount Elements, bool ComparesItems = false, bool TakesMixtures = false, int FirstLayers = UsualFirstLayers);
}
