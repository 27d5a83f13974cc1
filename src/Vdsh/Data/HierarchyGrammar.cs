// The rules by which a random hierarchy rewrites symbols: each stands for several pairs of symbols of the level below,
// and no pair stands for two.
namespace Vdsh.Data;

/// <summary>
/// The grammar of a <see cref="RandomHierarchy"/>. At the top each class is rewritten as one of its pairs; below, each
/// symbol as one of its own. No pair of a level belongs to two symbols, so what an item was rewritten from can be read
/// off its symbols, pair by pair, up to its class.
/// </summary>
internal sealed class HierarchyGrammar
{
    private readonly int symbols, rules;

    // By level, from the top: the pairs of all parents, one parent after the other; a pair is left * symbols + right.
    private readonly int[][] pairs;

    /// <param name="levels">Levels of rules.</param>
    /// <param name="classes">Parents at the top.</param>
    /// <param name="symbols">Parents at every other level, and symbols of an item.</param>
    /// <param name="rules">Pairs of a parent; parents x rules is at most symbols x symbols.</param>
    /// <param name="random">The generator.</param>
    public HierarchyGrammar(int levels, int classes, int symbols, int rules, SeededRandom random)
    {
        this.symbols = symbols;
        this.rules = rules;
        pairs = new int[levels][];
        for (int level = 0; level < levels; level++)
        {
            int[] all = [.. Enumerable.Range(0, symbols * symbols)];
            random.Shuffle(all);
            pairs[level] = all[..((level == 0 ? classes : symbols) * rules)];
        }
    }

    /// <summary>Levels of rules.</summary>
    public int Levels => pairs.Length;

    /// <summary>Symbols of an item: 2^levels.</summary>
    public int Length => 1 << Levels;

    /// <summary>The pairs of a parent.</summary>
    /// <param name="level">0 for the classes.</param>
    /// <param name="parent">A class, or a symbol.</param>
    public IEnumerable<(int Left, int Right)> PairsOf(int level, int parent)
        => pairs[level].Skip(parent * rules).Take(rules).Select(pair => (pair / symbols, pair % symbols));

    /// <summary>Rewrites a class down to the symbols of an item, by rules drawn uniformly.</summary>
    /// <param name="label">The class.</param>
    /// <param name="random">The generator.</param>
    /// <param name="item">Receives <see cref="Length"/> symbols.</param>
    public void Draw(int label, SeededRandom random, Span<byte> item)
    {
        item[0] = (byte)label;
        for (int level = 0; level < Levels; level++)
        {
            // From the last parent to the first, so that none is overwritten before its turn.
            for (int place = (1 << level) - 1; place >= 0; place--)
            {
                int pair = pairs[level][(item[place] * rules) + random.NextInt32(rules)];
                (item[2 * place], item[(2 * place) + 1]) = ((byte)(pair / symbols), (byte)(pair % symbols));
            }
        }
    }
}
