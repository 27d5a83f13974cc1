// Text files do not say how many rows they have, so their rows are kept in blocks as they come: growing one array would copy everything.
namespace Vdsh.Data;

internal sealed class ChunkedFeatureMatrix : FeatureMatrix
{
    private const int FloatsPerBlock = 1 << 18;
    private readonly List<float[]> blocks = [];
    private readonly int rowsPerBlock;
    private int rows;

    public ChunkedFeatureMatrix(int columns)
    {
        Columns = columns;
        rowsPerBlock = Math.Max(1, FloatsPerBlock / Math.Max(1, columns));
    }

    public override int Rows => rows;

    public override int Columns { get; }

    /// <summary>Appends a row of zeros and returns it for filling; call only while reading the file.</summary>
    public Span<float> AddRow()
    {
        int inBlock = rows % rowsPerBlock;
        if (inBlock == 0)
            blocks.Add(new float[rowsPerBlock * Columns]);
        rows = checked(rows + 1);
        return blocks[^1].AsSpan(inBlock * Columns, Columns);
    }

    public override void CopyRow(int row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)rows, nameof(row));
        blocks[row / rowsPerBlock].AsSpan(row % rowsPerBlock * Columns, Columns).CopyTo(destination);
    }
}
