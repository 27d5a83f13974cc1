// Packed codes travel between files and the rest of the engine as plain bytes; this is that form.
namespace Vdsh.Data;

/// <summary>A row-major n x c matrix of bytes, for example n codes of c = ceil(bits/8) bytes. Does not copy; not changed by this library.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class ByteMatrix
{
    /// <summary>Wraps bytes.</summary>
    /// <param name="values">rows x columns bytes, row-major; kept, not copied.</param>
    /// <param name="rows">Number of rows n.</param>
    /// <param name="columns">Number of bytes c of a row.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> does not hold rows x columns bytes.</exception>
    public ByteMatrix(byte[] values, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if ((long)rows * columns != values.Length)
            throw new ArgumentException($"{values.Length} bytes cannot be a matrix of {rows} x {columns}.", nameof(values));
        Values = values;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The bytes, row-major.</summary>
    public byte[] Values { get; }

    /// <summary>Number of rows n.</summary>
    public int Rows { get; }

    /// <summary>Number of bytes c of a row.</summary>
    public int Columns { get; }

    /// <summary>One row: c bytes.</summary>
    public ReadOnlySpan<byte> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
