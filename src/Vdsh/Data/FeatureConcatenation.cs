// Protocols that draw their queries from training and test items together need both under one numbering, without a copy.
namespace Vdsh.Data;

internal sealed class FeatureConcatenation : FeatureMatrix
{
    private readonly FeatureMatrix first;
    private readonly FeatureMatrix second;

    public FeatureConcatenation(FeatureMatrix first, FeatureMatrix second)
    {
        if (first.Columns != second.Columns)
            throw new InputException($"Features of {first.Columns} and of {second.Columns} columns cannot be joined; both parts must come from the same description.");
        this.first = first;
        this.second = second;
        Rows = checked(first.Rows + second.Rows);
    }

    public override int Rows { get; }

    public override int Columns => first.Columns;

    internal override bool IsAlwaysFinite => first.IsAlwaysFinite && second.IsAlwaysFinite;

    public override void CopyRow(int row, Span<float> destination)
    {
        if (row < first.Rows)
            first.CopyRow(row, destination);
        else
            second.CopyRow(row - first.Rows, destination);
    }
}
