// Splits of a data set are views: the rows of a protocol's training, query and database sets share one copy of the features.
namespace Vdsh.Data;

internal sealed class FeatureSubset(FeatureMatrix source, int[] rows) : FeatureMatrix
{
    public override int Rows => rows.Length;

    public override int Columns => source.Columns;

    public override void CopyRow(int row, Span<float> destination) => source.CopyRow(rows[row], destination);
}
