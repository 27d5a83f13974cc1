// Which classes lie near a query is asked of each class in turn: the database, grouped by class, still passes by once.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation;

/// <summary>Counts, per query and class, the database items at each distance. An item of several classes counts in each.</summary>
internal sealed class ClassHistograms
{
    private readonly IHammingEngine engine;
    private readonly int bits;
    private readonly int[][] rows;
    private readonly ulong[][] words;
    private readonly Dictionary<int, int>[] positions;

    /// <summary>Groups the database; its codes are copied once for each class that an item has.</summary>
    /// <param name="engine">Scans the codes.</param>
    /// <param name="database">n codes.</param>
    /// <param name="labels">n labels.</param>
    /// <param name="leaveOneOut">Whether queries are items of the database, to be left out by their row.</param>
    public ClassHistograms(IHammingEngine engine, HashCodes database, LabelSet labels, bool leaveOneOut)
    {
        this.engine = engine;
        bits = database.Bits;
        rows = new int[labels.ClassCount][];
        words = new ulong[labels.ClassCount][];
        positions = new Dictionary<int, int>[labels.ClassCount];
        int[] filled = new int[labels.ClassCount], sizes = labels.CountPerClass();
        for (int label = 0; label < rows.Length; label++)
            rows[label] = new int[sizes[label]];
        for (int row = 0; row < labels.Count; row++)
        {
            foreach (int label in labels.LabelsOf(row))
                rows[label][filled[label]++] = row;
        }
        for (int label = 0; label < rows.Length; label++)
        {
            words[label] = new ulong[rows[label].Length * database.WordsPerCode];
            positions[label] = [];
            for (int i = 0; i < rows[label].Length; i++)
            {
                database[rows[label][i]].CopyTo(words[label].AsSpan(i * database.WordsPerCode));
                if (leaveOneOut)
                    positions[label][rows[label][i]] = i;
            }
        }
    }

    /// <summary>Counts for a block of queries.</summary>
    /// <param name="queries">q codes.</param>
    /// <param name="excluded">Per query one database row that is not counted, or empty.</param>
    /// <param name="counts">q x C x (b+1), row-major; overwritten.</param>
    public void Count(ReadOnlySpan<ulong> queries, ReadOnlySpan<int> excluded, Span<int> counts)
    {
        int bins = bits + 1, count = queries.Length / HashCodes.WordsFor(bits), classes = rows.Length;
        LabelSet same = LabelSet.FromClasses(new int[count], 1);
        int[] grades = new int[count * 2 * bins], left = new int[excluded.Length];
        for (int label = 0; label < classes; label++)
        {
            for (int query = 0; query < left.Length; query++)
                left[query] = positions[label].GetValueOrDefault(excluded[query], -1);
            if (rows[label].Length == 0)
                grades.AsSpan().Clear();
            else
                engine.HammingHistogram(queries, words[label], bits, same, LabelSet.FromClasses(new int[rows[label].Length], 1), 2, left, grades);
            for (int query = 0; query < count; query++)
                grades.AsSpan((query * 2 + 1) * bins, bins).CopyTo(counts[((query * classes + label) * bins)..]);
        }
    }

    /// <summary>What a histogram by relevance counts, from the counts by class; single labels only.</summary>
    /// <param name="queryLabels">Labels of the queries.</param>
    /// <param name="first">Index of the block's first query.</param>
    /// <param name="counts">q x C x (b+1) counts of <see cref="Count"/>.</param>
    /// <param name="grades">q x 2 x (b+1), row-major; overwritten.</param>
    public void ToGrades(LabelSet queryLabels, int first, ReadOnlySpan<int> counts, Span<int> grades)
    {
        int bins = bits + 1, classes = rows.Length;
        grades.Clear();
        for (int block = 0; block < counts.Length / bins; block++)
        {
            int query = block / classes, grade = block % classes == queryLabels.ClassOf(first + query) ? 1 : 0;
            for (int d = 0; d < bins; d++)
                grades[(query * 2 + grade) * bins + d] += counts[block * bins + d];
        }
    }
}
