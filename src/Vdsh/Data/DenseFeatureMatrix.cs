// Features held in memory in the element type they were stored in, row-major or column-major (Fortran order).
using System.Numerics;

namespace Vdsh.Data;

internal sealed class DenseFeatureMatrix<T> : FeatureMatrix where T : unmanaged, INumberBase<T>
{
    private readonly T[] values;
    private readonly bool columnMajor;

    public DenseFeatureMatrix(T[] values, int rows, int columns, bool columnMajor)
    {
        if ((long)rows * columns != values.Length)
            throw new ArgumentException($"{values.Length} values cannot be a matrix of {rows} x {columns}.", nameof(values));
        this.values = values;
        this.columnMajor = columnMajor;
        Rows = rows;
        Columns = columns;
    }

    public override int Rows { get; }

    public override int Columns { get; }

    public override void CopyRow(int row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        Span<float> target = destination[..Columns];
        if (columnMajor)
        {
            for (int column = 0; column < target.Length; column++)
                target[column] = float.CreateTruncating(values[(long)column * Rows + row]);
            return;
        }
        ReadOnlySpan<T> source = values.AsSpan(checked((int)((long)row * Columns)), Columns);
        if (typeof(T) == typeof(float))
            System.Runtime.InteropServices.MemoryMarshal.Cast<T, float>(source).CopyTo(target);
        else
            for (int column = 0; column < target.Length; column++)
                target[column] = float.CreateTruncating(source[column]);
    }
}
