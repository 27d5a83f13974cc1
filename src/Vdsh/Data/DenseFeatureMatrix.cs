// Features held in memory in the element type they were stored in, row-major or column-major (Fortran order).
using System.Numerics;

namespace Vdsh.Data;

internal sealed class DenseFeatureMatrix<T> : FeatureMatrix where T : unmanaged, INumberBase<T>
{
    private readonly T[] values;
    private readonly bool columnMajor;
    private readonly int[]? storedColumns;

    /// <summary>Wraps the values; they are kept, not copied.</summary>
    /// <param name="values">rows x columns values.</param>
    /// <param name="rows">Number of items.</param>
    /// <param name="columns">Number of features.</param>
    /// <param name="columnMajor">Whether each feature's values over all items lie together, instead of each item's features.</param>
    /// <param name="storedColumns">For column-major values: where each column lies among the stored columns; null where they are in order.</param>
    public DenseFeatureMatrix(T[] values, int rows, int columns, bool columnMajor, int[]? storedColumns = null)
    {
        if ((long)rows * columns != values.Length)
            throw new ArgumentException($"{values.Length} values cannot be a matrix of {rows} x {columns}.", nameof(values));
        this.values = values;
        this.columnMajor = columnMajor;
        this.storedColumns = storedColumns;
        Rows = rows;
        Columns = columns;
    }

    public override int Rows { get; }

    public override int Columns { get; }

    internal override bool IsAlwaysFinite => typeof(T) != typeof(float) && typeof(T) != typeof(double) && typeof(T) != typeof(Half);

    public override void CopyRow(int row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        Span<float> target = destination[..Columns];
        if (!columnMajor)
        {
            RowConversion.ToSingle<T>(values.AsSpan(row * Columns, target.Length), target);
            return;
        }
        for (int column = 0; column < target.Length; column++)
            target[column] = float.CreateTruncating(values[(storedColumns is null ? column : storedColumns[column]) * Rows + row]);
    }
}
