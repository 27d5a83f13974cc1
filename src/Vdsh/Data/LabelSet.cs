// One type for single labels and multi-labels, because relevance ("shares a label") is the same question for both.
using System.Numerics;

namespace Vdsh.Data;

/// <summary>
/// The labels of n items over C classes. Single-label sets store the class of each item; multi-label sets store a bit mask per item
/// (an item may also have no label at all). Immutable.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class LabelSet
{
    private readonly int[]? classes;
    private readonly ulong[]? masks;
    private readonly int wordsPerMask;

    private LabelSet(int count, int classCount, int[]? classes, ulong[]? masks)
    {
        Count = count;
        ClassCount = classCount;
        this.classes = classes;
        this.masks = masks;
        wordsPerMask = (classCount + 63) / 64;
    }

    /// <summary>Number of items n.</summary>
    public int Count { get; }

    /// <summary>Number of classes C; classes are 0..C-1.</summary>
    public int ClassCount { get; }

    /// <summary>Whether an item may have several labels.</summary>
    public bool IsMultiLabel => masks is not null;

    /// <summary>Creates a single-label set.</summary>
    /// <param name="classes">The class of each item, 0..<paramref name="classCount"/>-1; kept, not copied.</param>
    /// <param name="classCount">Number of classes C.</param>
    /// <exception cref="InputException">A class is outside 0..C-1.</exception>
    public static LabelSet FromClasses(int[] classes, int classCount)
    {
        for (int row = 0; row < classes.Length; row++)
        {
            if ((uint)classes[row] >= (uint)classCount)
                throw new InputException($"Label {classes[row]} at row {row} is outside 0..{classCount - 1}; number the classes from 0.");
        }
        return new LabelSet(classes.Length, classCount, classes, null);
    }

    /// <summary>Creates a multi-label set from masks of ceil(C/64) words an item, bit c mod 64 of word c/64 set for class c.</summary>
    /// <param name="masks">n x ceil(C/64) words, row-major; kept, not copied.</param>
    /// <param name="classCount">Number of classes C.</param>
    public static LabelSet FromMasks(ulong[] masks, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        int words = (classCount + 63) / 64;
        if (masks.Length % words != 0)
            throw new ArgumentException($"{masks.Length} words are not whole rows of {words}.", nameof(masks));
        ulong padding = classCount % 64 == 0 ? 0 : ulong.MaxValue << (classCount % 64);
        for (int last = words - 1; last < masks.Length; last += words)
        {
            if ((masks[last] & padding) != 0)
                throw new ArgumentException($"Item {last / words} has a bit set beyond its {classCount} classes.", nameof(masks));
        }
        return new LabelSet(masks.Length / words, classCount, null, masks);
    }

    /// <summary>The class of an item of a single-label set.</summary>
    /// <exception cref="InvalidOperationException">The set is multi-label.</exception>
    public int ClassOf(int row) => classes is null
        ? throw new InvalidOperationException("A multi-label set has no single class per item.")
        : classes[row];

    /// <summary>Whether an item carries a class.</summary>
    public bool Has(int row, int label) => classes is not null
        ? classes[row] == label
        : (masks![row * wordsPerMask + label / 64] >> (label % 64) & 1) != 0;

    /// <summary>The classes of an item, ascending.</summary>
    public int[] LabelsOf(int row)
    {
        if (classes is not null)
            return [classes[row]];
        List<int> labels = [];
        ReadOnlySpan<ulong> mask = MaskOf(row);
        for (int word = 0; word < mask.Length; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1)
                labels.Add(word * 64 + BitOperations.TrailingZeroCount(bits));
        }
        return [.. labels];
    }

    /// <summary>The mask of an item of a multi-label set: ceil(C/64) words.</summary>
    /// <exception cref="InvalidOperationException">The set is single-label.</exception>
    public ReadOnlySpan<ulong> MaskOf(int row) => masks is null
        ? throw new InvalidOperationException("A single-label set has no masks.")
        : masks.AsSpan(row * wordsPerMask, wordsPerMask);

    /// <summary>Writes the indicator row of an item: 1 for its classes, 0 elsewhere.</summary>
    /// <param name="row">Item index.</param>
    /// <param name="destination">Receives C values.</param>
    public void CopyIndicators(int row, Span<float> destination)
    {
        destination[..ClassCount].Clear();
        if (classes is not null)
        {
            destination[classes[row]] = 1f;
            return;
        }
        for (int label = 0; label < ClassCount; label++)
        {
            if (Has(row, label))
                destination[label] = 1f;
        }
    }

    /// <summary>A copy of the labels of the given rows, in the given order, over the same classes.</summary>
    public LabelSet Select(int[] rows)
    {
        if (classes is not null)
            return new LabelSet(rows.Length, ClassCount, Array.ConvertAll(rows, row => classes[row]), null);
        ulong[] selected = new ulong[rows.Length * wordsPerMask];
        for (int i = 0; i < rows.Length; i++)
            MaskOf(rows[i]).CopyTo(selected.AsSpan(i * wordsPerMask));
        return new LabelSet(rows.Length, ClassCount, null, selected);
    }

    /// <summary>The same labels over at least <paramref name="classCount"/> classes, so that two files whose highest class differs can be compared.</summary>
    public LabelSet Widen(int classCount)
    {
        if (classCount <= ClassCount)
            return this;
        if (classes is not null)
            return new LabelSet(Count, classCount, classes, null);
        int words = (classCount + 63) / 64;
        ulong[] widened = new ulong[Count * words];
        for (int row = 0; row < Count; row++)
            MaskOf(row).CopyTo(widened.AsSpan(row * words));
        return new LabelSet(Count, classCount, null, widened);
    }

    /// <summary>The labels of these items followed by those of others, over the larger number of classes.</summary>
    /// <exception cref="InputException">One part is multi-label and the other is not.</exception>
    public LabelSet Concatenate(LabelSet other)
    {
        if (IsMultiLabel != other.IsMultiLabel)
            throw new InputException("Single labels and multi-labels cannot be joined; give both parts in the same form.");
        int classCount = Math.Max(ClassCount, other.ClassCount);
        LabelSet first = Widen(classCount), second = other.Widen(classCount);
        return classes is not null
            ? new LabelSet(Count + other.Count, classCount, [.. first.classes!, .. second.classes!], null)
            : new LabelSet(Count + other.Count, classCount, null, [.. first.masks!, .. second.masks!]);
    }

    /// <summary>Number of items of each class; an item with several labels counts for each of them.</summary>
    public int[] CountPerClass()
    {
        int[] counts = new int[ClassCount];
        if (classes is not null)
        {
            foreach (int label in classes)
                counts[label]++;
            return counts;
        }
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<ulong> mask = MaskOf(row);
            for (int word = 0; word < mask.Length; word++)
            {
                for (ulong bits = mask[word]; bits != 0; bits &= bits - 1)
                    counts[word * 64 + BitOperations.TrailingZeroCount(bits)]++;
            }
        }
        return counts;
    }

    /// <summary>Refuses labels that cannot teach anything because fewer than two classes occur.</summary>
    /// <param name="name">What the labels are called in the message, for example the file.</param>
    /// <exception cref="InputException">Fewer than two classes occur.</exception>
    public void EnsureSeveralClasses(string name)
    {
        int[] counts = CountPerClass();
        int occurring = counts.Count(count => count > 0);
        if (occurring >= 2)
            return;
        throw new InputException(occurring == 0
            ? $"{name}: no item has a label; supervised hashing needs items of at least two classes."
            : $"{name}: all items have the one class {Array.FindIndex(counts, count => count > 0)}; supervised hashing needs items of at least two classes.");
    }
}
