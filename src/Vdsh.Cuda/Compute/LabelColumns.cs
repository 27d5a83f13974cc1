// Kernels compare labels as plain arrays: classes where both sides are single-label, masks otherwise.
using Vdsh.Data;

namespace Vdsh.Cuda.Compute;

/// <summary>The labels of one side of a scan.</summary>
internal static class LabelColumns
{
    /// <summary>The class of each item.</summary>
    public static int[] Classes(LabelSet labels)
    {
        int[] classes = new int[labels.Count];
        for (int row = 0; row < classes.Length; row++)
            classes[row] = labels.ClassOf(row);
        return classes;
    }

    /// <summary>A mask of ceil(C/64) words for each of some items.</summary>
    public static ulong[] Masks(LabelSet labels, int first, int count)
    {
        int words = (labels.ClassCount + 63) / 64;
        ulong[] masks = new ulong[checked(count * words)];
        for (int item = 0; item < count; item++)
        {
            Span<ulong> mask = masks.AsSpan(item * words, words);
            if (labels.IsMultiLabel)
                labels.MaskOf(first + item).CopyTo(mask);
            else
                mask[labels.ClassOf(first + item) / 64] = 1UL << (labels.ClassOf(first + item) % 64);
        }
        return masks;
    }
}
