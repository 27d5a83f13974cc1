// Random labels for tests.
using Vdsh.Data;

namespace Vdsh.Tests;

internal static class RandomLabels
{
    public static LabelSet Single(int count, int classes, ulong seed)
    {
        SeededRandom random = new(seed, 7);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
            labels[i] = random.NextInt32(classes);
        return LabelSet.FromClasses(labels, classes);
    }

    public static LabelSet Multi(int count, int classes, ulong seed, double density = 0.3)
    {
        SeededRandom random = new(seed, 8);
        int words = (classes + 63) / 64;
        ulong[] masks = new ulong[count * words];
        for (int i = 0; i < count; i++)
        {
            for (int label = 0; label < classes; label++)
            {
                if (random.NextDouble() < density)
                    masks[i * words + label / 64] |= 1UL << (label % 64);
            }
        }
        return LabelSet.FromMasks(masks, classes);
    }
}
