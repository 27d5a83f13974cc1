// Training data stays in the element type of its file (MNIST: one byte a pixel), so a data set is held once and converted row by row.
namespace Vdsh.Data;

/// <summary>A read-only n x d matrix of features. Rows are converted to float32 when they are read. Safe for concurrent readers.</summary>
/// <remarks>
/// Thread safety: safe for concurrent readers; classes of your own must be, too: rows are read on many threads.
/// </remarks>
public abstract class FeatureMatrix
{
    /// <summary>Number of items n.</summary>
    public abstract int Rows { get; }

    /// <summary>Number of features d of an item.</summary>
    public abstract int Columns { get; }

    /// <summary>Whether the stored type cannot hold NaN or infinity, so that a check would be a waste of a pass.</summary>
    internal virtual bool IsAlwaysFinite => false;

    /// <summary>Converts one row to float32.</summary>
    /// <param name="row">Row index, 0..<see cref="Rows"/>-1.</param>
    /// <param name="destination">Receives <see cref="Columns"/> values; longer spans keep their tail.</param>
    public abstract void CopyRow(int row, Span<float> destination);

    /// <summary>A view of the given rows, in the given order; nothing is copied.</summary>
    /// <param name="rows">Row indices into this matrix; kept, not copied.</param>
    public FeatureMatrix Select(int[] rows) => new FeatureSubset(this, rows);

    /// <summary>A view of this matrix followed by another one; nothing is copied.</summary>
    /// <exception cref="InputException">The numbers of columns differ.</exception>
    public FeatureMatrix Concatenate(FeatureMatrix other) => new FeatureConcatenation(this, other);

    /// <summary>Wraps values in memory without copying them.</summary>
    /// <param name="values">Row-major, rows x columns; kept, not copied.</param>
    /// <param name="rows">Number of items.</param>
    /// <param name="columns">Number of features of an item.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> does not hold rows x columns numbers.</exception>
    public static FeatureMatrix FromArray<T>(T[] values, int rows, int columns) where T : unmanaged, System.Numerics.INumberBase<T>
        => new DenseFeatureMatrix<T>(values, rows, columns, columnMajor: false);
}
