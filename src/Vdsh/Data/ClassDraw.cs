// Every random split goes through here: drawn per class, so that small classes keep their share, and listed in ascending order for fast reading.
namespace Vdsh.Data;

internal static class ClassDraw
{
    /// <summary>Draws rows without replacement, class by class; items with several labels count as one class together.</summary>
    /// <param name="labels">n labels.</param>
    /// <param name="count">How many of a class of the given size to draw, from the size.</param>
    /// <param name="random">The generator.</param>
    /// <returns>The rows drawn and all other rows, both ascending.</returns>
    public static (int[] Drawn, int[] Others) Rows(LabelSet labels, Func<int, int> count, SeededRandom random)
    {
        bool[] drawn = new bool[labels.Count];
        int total = 0;
        foreach (int[] rows in RowsPerClass(labels))
        {
            random.Shuffle(rows);
            int wanted = count(rows.Length);
            total += wanted;
            foreach (int row in rows.AsSpan(0, wanted))
                drawn[row] = true;
        }
        int[] first = new int[total], second = new int[labels.Count - total];
        int inFirst = 0, inSecond = 0;
        for (int row = 0; row < drawn.Length; row++)
        {
            if (drawn[row])
                first[inFirst++] = row;
            else
                second[inSecond++] = row;
        }
        return (first, second);
    }

    private static int[][] RowsPerClass(LabelSet labels)
    {
        if (labels.IsMultiLabel)
            return [Enumerable.Range(0, labels.Count).ToArray()];
        int[] filled = new int[labels.ClassCount];
        int[][] rows = Array.ConvertAll(labels.CountPerClass(), size => new int[size]);
        for (int row = 0; row < labels.Count; row++)
        {
            int label = labels.ClassOf(row);
            rows[label][filled[label]++] = row;
        }
        return rows;
    }
}
