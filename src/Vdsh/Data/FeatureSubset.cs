// Splits of a data set are views: the rows of a protocol's training, query and database sets share one copy of the features.
namespace Vdsh.Data;

internal sealed class FeatureSubset : FeatureMatrix
{
    private readonly FeatureMatrix source;
    private readonly int[] rows;

    public FeatureSubset(FeatureMatrix source, int[] rows)
    {
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)source.Rows)
                throw new ArgumentException($"Row {row} is outside the {source.Rows} rows of the matrix.", nameof(rows));
        }
        this.source = source;
        this.rows = rows;
    }

    public override int Rows => rows.Length;

    public override int Columns => source.Columns;

    internal override bool IsAlwaysFinite => source.IsAlwaysFinite;

    public override void CopyRow(int row, Span<float> destination) => source.CopyRow(rows[row], destination);
}
