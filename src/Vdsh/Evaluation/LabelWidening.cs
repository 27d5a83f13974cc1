// Queries and database may come from files of which one happens to lack the last classes; they are compared over the larger number.
using Vdsh.Data;

namespace Vdsh.Evaluation;

internal static class LabelWidening
{
    /// <summary>The same labels over at least as many classes.</summary>
    public static LabelSet To(LabelSet labels, int classes)
    {
        if (labels.ClassCount == classes)
            return labels;
        if (!labels.IsMultiLabel)
        {
            int[] all = new int[labels.Count];
            for (int row = 0; row < all.Length; row++)
                all[row] = labels.ClassOf(row);
            return LabelSet.FromClasses(all, classes);
        }
        int words = (classes + 63) / 64;
        ulong[] masks = new ulong[labels.Count * words];
        for (int row = 0; row < labels.Count; row++)
            labels.MaskOf(row).CopyTo(masks.AsSpan(row * words));
        return LabelSet.FromMasks(masks, classes);
    }
}
