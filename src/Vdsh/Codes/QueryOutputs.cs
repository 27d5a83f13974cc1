// Asymmetric ranking asks with real numbers, and a type of their own keeps them from being taken for features or codes.
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// What a model's code layer gives for some items before the sign is taken: q x b real numbers. Bit j of the code of an
/// item is set where its output j is 0 or more.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class QueryOutputs
{
    private readonly float[] values;

    /// <summary>Wraps outputs.</summary>
    /// <param name="values">q x b, row-major; kept, not copied.</param>
    /// <param name="count">Number of items q.</param>
    /// <param name="bits">Outputs b of an item, as many as its code has bits.</param>
    /// <exception cref="InputException">An output is NaN or infinite, or the number of bits is out of
    /// range.</exception>
    /// <exception cref="ArgumentException">There are not q x b values.</exception>
    public QueryOutputs(float[] values, int count, int bits)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (bits is < 1 or > HashCodes.MaximumBits)
            throw new InputException(
                $"Query outputs of {bits} columns are not supported; choose 1 to {HashCodes.MaximumBits}.");
        if (values.LongLength != (long)count * bits)
            throw new ArgumentException($"{values.Length} values are not {count} x {bits} outputs.", nameof(values));
        int bad = FeatureCheck.IndexOfNonFinite(values);
        if (bad >= 0)
            throw new InputException(
                $"The query output at row {bad / bits}, column {bad % bits} (counted from 0) is {values[bad]}; "
                + "ranking needs finite outputs, so remove the query or encode it anew.");
        this.values = values;
        Count = count;
        Bits = bits;
    }

    /// <summary>Takes a matrix, such as the one that <c>vdsh encode --outputs</c> wrote, as outputs.</summary>
    /// <exception cref="InputException">The matrix holds whole numbers, as codes do, a number is NaN or infinite, or
    /// there are too many columns.</exception>
    public static QueryOutputs FromMatrix(FeatureMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.IsAlwaysFinite)
            throw new InputException(
                "The query outputs are whole numbers, as codes are, but asymmetric ranking needs the real outputs of "
                + "the model, float32 with one column a bit; write them with 'vdsh encode --outputs'.");
        float[] values = new float[checked(matrix.Rows * matrix.Columns)];
        for (int row = 0; row < matrix.Rows; row++)
            matrix.CopyRow(row, values.AsSpan(row * matrix.Columns, matrix.Columns));
        return new QueryOutputs(values, matrix.Rows, matrix.Columns);
    }

    /// <summary>Number of items q.</summary>
    public int Count { get; }

    /// <summary>Outputs b of an item.</summary>
    public int Bits { get; }

    /// <summary>The outputs of all items: q x b, row-major.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>The outputs of one item.</summary>
    public ReadOnlySpan<float> this[int row] => values.AsSpan(row * Bits, Bits);

    /// <summary>The codes of the items: the signs of their outputs.</summary>
    public HashCodes ToCodes()
    {
        int words = HashCodes.WordsFor(Bits);
        ulong[] codes = new ulong[Count * words];
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<float> outputs = this[row];
            for (int bit = 0; bit < outputs.Length; bit++)
                codes[row * words + bit / 64] |= (outputs[bit] >= 0 ? 1UL : 0UL) << (bit % 64);
        }
        return new HashCodes(codes, Count, Bits);
    }
}
