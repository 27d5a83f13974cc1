// Codes of one class should agree and codes of different classes lie far apart: each class gets a fixed target word.
using System.Numerics;
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// One target word per class, far from each other. Words are rows (not row 0, which is constant) of a Sylvester-Hadamard matrix of order
/// m = power of two >= max(b, C+1), cut to b sampled columns with random signs; of many draws the best is kept (by the smallest distance between
/// two classes, then by balanced bits and uncorrelated columns). Where that would leave two classes with one word, or there are too many
/// classes, words are drawn one by one, each the farthest from those before among random candidates.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class ClassCodewords
{
    private const int MaximumOrder = 8192;
    private const int Draws = 200;
    private const int Candidates = 64;

    private readonly float[] signs;
    private readonly float[] tieBreak;

    /// <summary>Uses given words, such as those stored in a model.</summary>
    /// <param name="codes">C x b, the word of each class.</param>
    /// <param name="tieBreak">1 x b, decides where the labels of an item disagree evenly.</param>
    public ClassCodewords(HashCodes codes, HashCodes tieBreak)
    {
        if (tieBreak.Count != 1 || tieBreak.Bits != codes.Bits)
            throw new ArgumentException($"The tie-breaking word must be 1 code of {codes.Bits} bits, not {tieBreak}.", nameof(tieBreak));
        Codes = codes;
        TieBreak = tieBreak;
        signs = Signs(codes);
        this.tieBreak = Signs(tieBreak);
    }

    /// <summary>The words: C x b.</summary>
    public HashCodes Codes { get; }

    /// <summary>The word that decides ties between the labels of an item: 1 x b.</summary>
    public HashCodes TieBreak { get; }

    /// <summary>Number of classes C.</summary>
    public int ClassCount => Codes.Count;

    /// <summary>Bits b of a word.</summary>
    public int Bits => Codes.Bits;

    /// <summary>Draws words for the classes; the same arguments give the same words.</summary>
    /// <param name="classes">Number of classes C.</param>
    /// <param name="bits">Bits b of a word.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static ClassCodewords Create(int classes, int bits, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (bits is < 1 or > HashCodes.MaximumBits)
            throw new InputException($"Codes of {bits} bits are not supported; choose 1 to {HashCodes.MaximumBits} bits.");
        SeededRandom random = new(seed, 0xC0DE);
        HashCodes tie = new(RandomWord(random, bits), 1, bits);
        ulong[]? words = null;
        int order = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(bits, Math.Min(classes, MaximumOrder) + 1));
        if (order <= MaximumOrder)
            words = BestHadamardDraw(random, classes, bits, order);
        words ??= GreedyWords(random, classes, bits);
        return new ClassCodewords(new HashCodes(words, classes, bits), tie);
    }

    /// <summary>
    /// Writes the target of an item as -1 and +1: the word of its class; for several labels the signs of the words' sum, where a sum of 0
    /// (and every bit of an item without labels) takes the tie-breaking word.
    /// </summary>
    /// <param name="labels">Labels over C classes.</param>
    /// <param name="row">Item index.</param>
    /// <param name="destination">Receives b values.</param>
    public void CopyTarget(LabelSet labels, int row, Span<float> destination)
    {
        if (labels.ClassCount > ClassCount)
            throw new ArgumentException($"Labels over {labels.ClassCount} classes need as many words, not {ClassCount}.", nameof(labels));
        Span<float> target = destination[..Bits];
        if (!labels.IsMultiLabel)
        {
            signs.AsSpan(labels.ClassOf(row) * Bits, Bits).CopyTo(target);
            return;
        }
        target.Clear();
        for (int label = 0; label < labels.ClassCount; label++)
        {
            if (!labels.Has(row, label))
                continue;
            ReadOnlySpan<float> word = signs.AsSpan(label * Bits, Bits);
            for (int bit = 0; bit < target.Length; bit++)
                target[bit] += word[bit];
        }
        for (int bit = 0; bit < target.Length; bit++)
            target[bit] = target[bit] == 0 ? tieBreak[bit] : MathF.Sign(target[bit]);
    }

    private static ulong[]? BestHadamardDraw(SeededRandom random, int classes, int bits, int order)
    {
        int wordsPerCode = HashCodes.WordsFor(bits);
        // The comparison of all pairs is quadratic in the classes; fewer draws keep thousands of classes within a second.
        int draws = (int)Math.Clamp(60_000_000L / ((long)classes * classes * wordsPerCode + (long)bits * bits), 4, Draws);
        int[] rows = [.. Enumerable.Range(1, order - 1)];
        int[] columns = [.. Enumerable.Range(0, order)];
        ulong[]? best = null;
        double bestScore = double.NegativeInfinity;
        for (int draw = 0; draw < draws; draw++)
        {
            random.Shuffle(rows);
            random.Shuffle(columns);
            ulong[] flips = RandomWord(random, bits);
            ulong[] words = new ulong[classes * wordsPerCode];
            for (int label = 0; label < classes; label++)
            {
                for (int bit = 0; bit < bits; bit++)
                {
                    int parity = BitOperations.PopCount((uint)(rows[label] & columns[bit])) & 1;
                    words[label * wordsPerCode + bit / 64] |= (ulong)parity << (bit % 64);
                }
                for (int word = 0; word < wordsPerCode; word++)
                    words[label * wordsPerCode + word] ^= flips[word];
            }
            int distance = SmallestDistance(words, classes, wordsPerCode);
            if (classes > 1 && distance == 0)
                continue;
            // A bit of distance outweighs balance and correlation, except that for long codes near-duplicate columns may cost one.
            double score = (double)distance / bits - 0.1 * ColumnFault(words, classes, bits, wordsPerCode);
            if (score > bestScore)
            {
                bestScore = score;
                best = words;
            }
        }
        return best;
    }

    private static ulong[] GreedyWords(SeededRandom random, int classes, int bits)
    {
        int wordsPerCode = HashCodes.WordsFor(bits);
        int candidates = (int)Math.Clamp(300_000_000L / ((long)classes * classes * wordsPerCode), 4, Candidates);
        ulong[] words = new ulong[checked(classes * wordsPerCode)];
        for (int label = 0; label < classes; label++)
        {
            int farthest = -1;
            for (int candidate = 0; candidate < candidates; candidate++)
            {
                ulong[] word = RandomWord(random, bits);
                int nearest = int.MaxValue;
                for (int other = 0; other < label && nearest > farthest; other++)
                    nearest = Math.Min(nearest, Distance(word, words.AsSpan(other * wordsPerCode, wordsPerCode)));
                if (nearest <= farthest)
                    continue;
                farthest = nearest;
                word.CopyTo(words, label * wordsPerCode);
            }
        }
        return words;
    }

    private static int SmallestDistance(ulong[] words, int classes, int wordsPerCode)
    {
        int smallest = int.MaxValue;
        for (int a = 0; a < classes; a++)
        {
            for (int b = 0; b < a; b++)
                smallest = Math.Min(smallest, Distance(words.AsSpan(a * wordsPerCode, wordsPerCode), words.AsSpan(b * wordsPerCode, wordsPerCode)));
        }
        return classes == 1 ? 0 : smallest;
    }

    /// <summary>Mean imbalance of the bits over the classes plus the largest absolute correlation of two columns, each 0..1.</summary>
    private static double ColumnFault(ulong[] words, int classes, int bits, int wordsPerCode)
    {
        int wordsPerColumn = (classes + 63) / 64;
        ulong[] columns = new ulong[bits * wordsPerColumn];
        for (int label = 0; label < classes; label++)
        {
            for (int bit = 0; bit < bits; bit++)
                columns[bit * wordsPerColumn + label / 64] |= (words[label * wordsPerCode + bit / 64] >> (bit % 64) & 1) << (label % 64);
        }
        double imbalance = 0;
        int largest = 0;
        for (int a = 0; a < bits; a++)
        {
            ReadOnlySpan<ulong> column = columns.AsSpan(a * wordsPerColumn, wordsPerColumn);
            int ones = 0;
            foreach (ulong word in column)
                ones += BitOperations.PopCount(word);
            imbalance += Math.Abs(2 * ones - classes);
            for (int b = 0; b < a; b++)
                largest = Math.Max(largest, Math.Abs(classes - 2 * Distance(column, columns.AsSpan(b * wordsPerColumn, wordsPerColumn))));
        }
        return imbalance / bits / classes + (double)largest / classes;
    }

    private static int Distance(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        int distance = 0;
        for (int word = 0; word < a.Length; word++)
            distance += BitOperations.PopCount(a[word] ^ b[word]);
        return distance;
    }

    private static ulong[] RandomWord(SeededRandom random, int bits)
    {
        ulong[] word = new ulong[HashCodes.WordsFor(bits)];
        for (int i = 0; i < word.Length; i++)
            word[i] = random.NextUInt64();
        if (bits % 64 != 0)
            word[^1] &= (1UL << (bits % 64)) - 1;
        return word;
    }

    private static float[] Signs(HashCodes codes)
    {
        float[] signs = new float[codes.Count * codes.Bits];
        for (int row = 0; row < codes.Count; row++)
        {
            for (int bit = 0; bit < codes.Bits; bit++)
                signs[row * codes.Bits + bit] = codes.Bit(row, bit) ? 1 : -1;
        }
        return signs;
    }
}
