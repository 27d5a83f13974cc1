// An objective that compares the items of a batch learns nothing from a batch of strangers, so items of a class travel in small groups where classes are many.
using System.Numerics;
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>
/// The order of the training items in each sweep, a function of the seed and the sweep. It is uniformly random, except where the objective compares
/// items and a random batch would hold fewer than <see cref="WantedPositives"/> others of an item's class on average: then each class is dealt out in
/// random groups that stay together, large enough for that many, and the groups come in random order. Every item comes once a sweep either way. An item
/// of several labels travels with one of them, drawn anew in each sweep; one without labels travels alone.
/// </summary>
internal sealed class BatchOrder
{
    /// <summary>Items of a batch that an item should share a label with.</summary>
    public const int WantedPositives = 5;

    private readonly LabelSet? labels;
    private readonly ulong seed;
    private readonly int groupSize;

    /// <param name="compared">Labels of the items where the objective compares the items of a batch with one another; null where it does not.</param>
    /// <param name="batchRows">Rows of a mini-batch.</param>
    /// <param name="seed">The training seed.</param>
    public BatchOrder(LabelSet? compared, int batchRows, ulong seed)
    {
        this.seed = seed;
        if (compared is null || ExpectedPositives(compared, batchRows) >= WantedPositives)
            return;
        labels = compared;
        // A batch must also hold items of other classes: at least two groups fit into it.
        groupSize = Math.Clamp(batchRows / 2, 1, WantedPositives + 1);
    }

    /// <summary>Whether items travel in groups of their class.</summary>
    public bool IsGrouped => labels is not null;

    /// <summary>Writes the order of all items in a sweep.</summary>
    /// <param name="sweep">Sweep, from 0.</param>
    /// <param name="order">Receives each index into the items once.</param>
    public void Fill(int sweep, Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        SeededRandom random = RandomStreams.Order(seed, sweep);
        random.Shuffle(order);
        if (labels is not null)
            Group(labels, order, random);
    }

    // Sorts the shuffled items by class, cuts each class into groups, and writes the groups in random order.
    private void Group(LabelSet labels, Span<int> order, SeededRandom random)
    {
        int[] items = order.ToArray(), keys = new int[items.Length];
        for (int i = 0; i < items.Length; i++)
            keys[i] = Key(labels, items[i], random);
        // Sorting places with the keys makes the sort stable, hence the same everywhere.
        long[] sorted = [.. keys.Select((key, place) => (long)key << 32 | (uint)place).Order()];
        List<int> starts = [];
        for (int first = 0; first < sorted.Length;)
        {
            int last = first + 1;
            while (last < sorted.Length && sorted[last] >> 32 == sorted[first] >> 32)
                last++;
            Cut(first, last, isClass: sorted[first] >> 32 < labels.ClassCount, starts);
            first = last;
        }
        starts.Add(sorted.Length);
        int[] groups = [.. Enumerable.Range(0, starts.Count - 1)];
        random.Shuffle(groups);
        int filled = 0;
        foreach (int group in groups)
        {
            for (int i = starts[group]; i < starts[group + 1]; i++)
                order[filled++] = items[(int)(sorted[i] & 0xFFFFFFFF)];
        }
    }

    // Groups of a class differ by one item at most and are smaller than twice the least size.
    private void Cut(int first, int last, bool isClass, List<int> starts)
    {
        int count = last - first, groups = isClass ? Math.Max(1, count / groupSize) : count;
        for (int group = 0; group < groups; group++)
            starts.Add(first + (int)((long)count * group / groups));
    }

    // A class of the item, or the number of classes for one without labels.
    private static int Key(LabelSet labels, int item, SeededRandom random)
    {
        if (!labels.IsMultiLabel)
            return labels.ClassOf(item);
        ReadOnlySpan<ulong> mask = labels.MaskOf(item);
        int carried = 0;
        foreach (ulong word in mask)
            carried += BitOperations.PopCount(word);
        if (carried == 0)
            return labels.ClassCount;
        int chosen = random.NextInt32(carried);
        for (int word = 0; ; word++)
        {
            ulong bits = mask[word];
            int here = BitOperations.PopCount(bits);
            if (chosen >= here)
            {
                chosen -= here;
                continue;
            }
            for (; chosen > 0; chosen--)
                bits &= bits - 1;
            return word * 64 + BitOperations.TrailingZeroCount(bits);
        }
    }

    // Labels that an item shares with the rest of a random batch, on average over the items; items that share two count twice.
    private static double ExpectedPositives(LabelSet labels, int batchRows)
    {
        double pairs = 0;
        foreach (int count in labels.CountPerClass())
            pairs += (double)count * (count - 1);
        return pairs / labels.Count * (batchRows - 1) / Math.Max(1, labels.Count - 1);
    }
}
