// The elements of some rows that are not zero, side by side, so that a kernel reads them as a stream.
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>Lists of elements, one for each row.</summary>
/// <param name="starts">Where the list of each row starts and, after the last, where that one ends.</param>
/// <param name="values">Values; there must be room for a vector beyond the last.</param>
/// <param name="offsets">Where the factors that belong to them lie, in bytes; likewise.</param>
internal readonly unsafe struct NonZeroPart(int* starts, float* values, int* offsets)
{
    public readonly int* Starts = starts;

    public readonly float* Values = values;

    public readonly int* Offsets = offsets;

    /// <summary>Makes the lists of the elements that are not zero.</summary>
    /// <param name="from">First element.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="count">Columns.</param>
    /// <param name="step">Bytes from the factor of a column to that of the next.</param>
    public void Fill(float* from, nint stride, int rows, int count, int step)
    {
        int length = 0;
        for (int row = 0; row < rows; row++, from += stride)
        {
            Starts[row] = length;
            length = Append(from, count, step, length);
        }
        Starts[rows] = length;
    }

    /// <summary>Makes lists that leave out nothing.</summary>
    /// <inheritdoc cref="Fill"/>
    public void FillAll(float* from, nint stride, int rows, int count, int step)
    {
        for (int row = 0; row < rows; row++, from += stride)
        {
            Starts[row] = row * count;
            for (int j = 0; j < count; j++)
            {
                Values[(row * count) + j] = from[j];
                Offsets[(row * count) + j] = j * step;
            }
        }
        Starts[rows] = rows * count;
    }

    // Returns the new length.
    private int Append(float* from, int count, int step, int length)
    {
        int j = 0;
        if (Avx512F.IsSupported)
        {
            Vector512<int> at = Vector512<int>.Indices * step;
            for (; j <= count - Vector512<float>.Count; j += Vector512<float>.Count, at += Vector512.Create(Vector512<int>.Count * step))
            {
                Vector512<float> value = Vector512.Load(from + j);
                // NaN is not zero.
                Vector512<float> isOther = Avx512F.CompareNotEqual(value, Vector512<float>.Zero);
                Avx512F.Compress(Vector512<float>.Zero, isOther, value).Store(Values + length);
                Avx512F.Compress(Vector512<int>.Zero, isOther.AsInt32(), at).Store(Offsets + length);
                length += BitOperations.PopCount(isOther.ExtractMostSignificantBits());
            }
        }
        for (; j < count; j++)
        {
            // Not a branch: nobody could guess it.
            Values[length] = from[j];
            Offsets[length] = j * step;
            length += from[j] != 0 ? 1 : 0;
        }
        return length;
    }
}
