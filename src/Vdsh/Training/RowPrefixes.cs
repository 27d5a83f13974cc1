// Numbers of rows that change from batch to batch must not leave garbage, so the views are made once.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>A matrix of which only the first few rows are used at a time.</summary>
internal sealed class RowPrefixes
{
    private readonly int granule;
    private readonly DeviceMatrix[] views;

    /// <param name="matrix">All rows.</param>
    /// <param name="granule">The numbers of rows are multiples of it, or all rows.</param>
    public RowPrefixes(DeviceMatrix matrix, int granule)
    {
        this.granule = granule;
        views = new DeviceMatrix[Index(matrix.Rows) + 1];
        for (int i = 0; i < views.Length; i++)
            views[i] = matrix.TopRows(Math.Min(i * granule, matrix.Rows));
    }

    /// <summary>The first <paramref name="rows"/> rows.</summary>
    public DeviceMatrix First(int rows) => views[Index(rows)];

    private int Index(int rows) => (rows + granule - 1) / granule;
}
