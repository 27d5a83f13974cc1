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

    /// <summary>The label of an id.</summary>
    public int Of(long id) => labels.ClassOf(RowOf(id));

    /// <summary>The labels of an id.</summary>
    public int[] SetOf(long id) => labels.LabelsOf(RowOf(id));

    private int RowOf(long id) => sortedIds is null ? (int)id : rows![Array.BinarySearch(sortedIds, id)];
}
