// On the usual data sets a shallow net is enough; this makes data on which depth is worth something, so that what depth
// gives can be measured at all.
using System.Globalization;
using static System.FormattableString;

namespace Vdsh.Data;

/// <summary>
/// The Random Hierarchy Model (Cagnetta, Petrini, Tomasini, Favero, Wyart, "How deep neural networks learn
/// compositional data", 2023): a class is rewritten as one of several pairs of symbols, each of these as one of its own
/// pairs, and so on. An item is the 2^levels symbols at the bottom, each one-hot. All symbols of an item together say
/// its class, few of them next to nothing. The items are distinct, training and test items together. Everything is a
/// function of the numbers below.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record RandomHierarchy
{
    /// <summary>What the name of such a data set starts with.</summary>
    public const string Name = "hierarchy";

    private const ulong GrammarStream = 0x6772616D6D6172, TrainStream = 0x747261696E, TestStream = 0x74657374;
    private const int MostLevels = 6, MostSymbols = 64, MostItems = 10_000_000;
    private const long MostValues = 1L << 31;

    private static readonly string[] Keys = ["levels", "symbols", "rules", "classes", "items", "queries", "seed"];

    /// <summary>Levels of rules, 1..6; an item has 2^levels symbols.</summary>
    public int Levels { get; init; } = 3;

    /// <summary>Different symbols, 2..64; the same at every level.</summary>
    public int Symbols { get; init; } = 8;

    /// <summary>Pairs that a symbol, or a class, may be rewritten as; from 1 up to <see cref="Symbols"/>.</summary>
    public int Rules { get; init; } = 6;

    /// <summary>Classes, at least 2; at most as many as have pairs of their own.</summary>
    public int Classes { get; init; } = 8;

    /// <summary>Items of the training part, equally many of each class to within one. The protocol unseen trains on
    /// half of them and searches the other half.</summary>
    public int Items { get; init; } = 20_000;

    /// <summary>Items of the test part, likewise.</summary>
    public int Queries { get; init; } = 2_000;

    /// <summary>Seed of the rules and of the items; the seed of a protocol is another one.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Features of an item: symbol s at place p is feature p x <see cref="Symbols"/> + s.</summary>
    public int Columns => Symbols << Levels;

    /// <summary>Whether a name is one of these, be it sound or not.</summary>
    public static bool IsName(string name) => name == Name || name.StartsWith(Name + ":", StringComparison.Ordinal);

    /// <summary>Reads a name: <c>hierarchy</c>, or <c>hierarchy:levels=4,items=40000</c>; what is not named has its
    /// default.</summary>
    /// <exception cref="InputException">It is not such a name, or a number is outside its range.</exception>
    public static RandomHierarchy Parse(string name)
    {
        if (!IsName(name))
            throw new InputException($"'{name}' is not a hierarchy; such names start with '{Name}:'.");
        var values = new Dictionary<string, ulong>();
        string[] settings = name == Name ? [] : name[(Name.Length + 1)..].Split(',');
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=');
            if (parts.Length != 2 || !Keys.Contains(parts[0]))
                throw new InputException(
                    $"'{setting}' in '{name}' says nothing that a hierarchy knows; give {string.Join(", ", Keys)}, "
                    + $"each as NAME=NUMBER between commas.");
            if (!ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                || parts[0] != "seed" && value > int.MaxValue)
                throw new InputException($"'{setting}' in '{name}': '{parts[1]}' is not a whole number that fits.");
            if (!values.TryAdd(parts[0], value))
                throw new InputException($"'{name}' gives {parts[0]} twice.");
        }
        var defaults = new RandomHierarchy();
        var result = new RandomHierarchy
        {
            Levels = Number("levels", defaults.Levels),
            Symbols = Number("symbols", defaults.Symbols),
            Rules = Number("rules", defaults.Rules),
            Classes = Number("classes", defaults.Classes),
            Items = Number("items", defaults.Items),
            Queries = Number("queries", defaults.Queries),
            Seed = values.GetValueOrDefault("seed", defaults.Seed),
        };
        result.Validate();
        return result;

        int Number(string key, int otherwise) => values.TryGetValue(key, out ulong value) ? (int)value : otherwise;
    }

    /// <summary>The name with every number in it, which <see cref="Parse"/> reads.</summary>
    public override string ToString()
        => Invariant($"{Name}:levels={Levels},symbols={Symbols},rules={Rules},classes={Classes}")
            + Invariant($",items={Items},queries={Queries},seed={Seed}");

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">One is outside its range, or there are not so many different items.</exception>
    public void Validate()
    {
        Require(Levels is >= 1 and <= MostLevels, $"levels is {Levels}; choose 1 to {MostLevels}.");
        Require(Symbols is >= 2 and <= MostSymbols, $"symbols is {Symbols}; choose 2 to {MostSymbols}.");
        Require(Rules >= 1 && Rules <= Symbols,
            $"rules is {Rules}; {Symbols} symbols have pairs enough for 1 to {Symbols} each.");
        int mostClasses = Symbols * Symbols / Rules;
        Require(Classes >= 2 && Classes <= Math.Min(mostClasses, byte.MaxValue + 1),
            $"classes is {Classes}; choose 2 to {Math.Min(mostClasses, byte.MaxValue + 1)}, since {Symbols * Symbols} "
                + $"pairs give {Rules} to no more.");
        Require(Items >= Classes && Items <= MostItems,
            $"items is {Items}; choose {Classes}, one a class, to {MostItems}.");
        Require(Queries >= Classes && Queries <= MostItems,
            $"queries is {Queries}; choose {Classes}, one a class, to {MostItems}.");
        Require((long)Items * Columns < MostValues,
            $"{Items} items of {Columns} features are too many; choose fewer than {MostValues / Columns}.");
        Require((long)Queries * Columns < MostValues,
            $"{Queries} queries of {Columns} features are too many; choose fewer than {MostValues / Columns}.");
        // Drawing the last few of all items would take for ever.
        double different = Math.Pow(Rules, (1 << Levels) - 1), wanted = (double)(Items + Queries) / Classes;
        Require(wanted <= different / 2,
            $"a class has {different:0} different items, and at most half of them are drawn; ask for fewer than "
                + $"{Math.Floor(wanted)} a class, or for more rules or levels.");
    }

    /// <summary>Draws the grammar and the items.</summary>
    /// <exception cref="InputException">A number is outside its range.</exception>
    public (LabeledData Train, LabeledData Test) Create()
    {
        Validate();
        HierarchyGrammar grammar = CreateGrammar();
        var taken = new HashSet<string>(Items + Queries, StringComparer.Ordinal);
        return (Draw(grammar, Items, TrainStream, taken), Draw(grammar, Queries, TestStream, taken));
    }

    /// <summary>The rules.</summary>
    internal HierarchyGrammar CreateGrammar() =>
        new(Levels, Classes, Symbols, Rules, new SeededRandom(Seed, GrammarStream));

    private LabeledData Draw(HierarchyGrammar grammar, int count, ulong stream, HashSet<string> taken)
    {
        var random = new SeededRandom(Seed, stream);
        int[] labels = new int[count];
        byte[] features = new byte[count * Columns], item = new byte[grammar.Length];
        for (int row = 0; row < count; row++)
        {
            labels[row] = row % Classes;
            do
                grammar.Draw(labels[row], random, item);
            while (!taken.Add(System.Text.Encoding.Latin1.GetString(item)));
            for (int place = 0; place < item.Length; place++)
                features[(row * Columns) + (place * Symbols) + item[place]] = 1;
        }
        return new LabeledData(new DenseFeatureMatrix<byte>(features, count, Columns, columnMajor: false),
            LabelSet.FromClasses(labels, Classes));
    }

    private void Require(bool condition, string message)
    {
        if (!condition)
            throw new InputException($"The data set {this} cannot be made: {message}");
    }
}
