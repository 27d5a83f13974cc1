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

    /// <summary>A mask of ceil(C/64) words per item.</summary>
    public static ulong[] Masks(LabelSet labels)
    {
        int words = (labels.ClassCount + 63) / 64;
        ulong[] masks = new ulong[labels.Count * words];
        for (int row = 0; row < labels.Count; row++)
        {
            if (labels.IsMultiLabel)
                labels.MaskOf(row).CopyTo(masks.AsSpan(row * words));
            else
                masks[(row * words) + (labels.ClassOf(row) / 64)] = 1UL << (labels.ClassOf(row) % 64);
        }
        return masks;
    }
}
