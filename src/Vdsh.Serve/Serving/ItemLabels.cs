// Labels lie in the order of the codes' file; answers name items by id.
using Vdsh.Data;

namespace Vdsh.Serve.Serving;

/// <summary>The labels of a database by id.</summary>
internal sealed class ItemLabels
{
    private readonly LabelSet labels;
    private readonly long[]? sortedIds;
    private readonly int[]? rows;

    /// <param name="labels">The label of each row.</param>
    /// <param name="ids">The id of each row; null: the row numbers.</param>
    public ItemLabels(LabelSet labels, long[]? ids)
    {
        this.labels = labels;
        if (ids is null)
            return;
        sortedIds = [.. ids];
        rows = [.. Enumerable.Range(0, ids.Length)];
        Array.Sort(sortedIds, rows);
    }

    /// <summary>Whether an item may have several labels.</summary>
    public bool AreSets => labels.IsMultiLabel;

    /// <summary>The label of each id.</summary>
    public int[] Of(ReadOnlySpan<long> ids)
    {
        int[] found = new int[ids.Length];
        for (int i = 0; i < ids.Length; i++)
            found[i] = labels.ClassOf(RowOf(ids[i]));
        return found;
    }

    /// <summary>The labels of each id.</summary>
    public int[][] SetsOf(ReadOnlySpan<long> ids)
    {
        int[][] found = new int[ids.Length][];
        for (int i = 0; i < ids.Length; i++)
            found[i] = labels.LabelsOf(RowOf(ids[i]));
        return found;
    }

    private int RowOf(long id) => sortedIds is null ? (int)id : rows![Array.BinarySearch(sortedIds, id)];
}
