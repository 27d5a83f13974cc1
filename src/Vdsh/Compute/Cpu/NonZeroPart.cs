// The elements of some rows that are not zero, side by side, so that a kernel reads them as a stream.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>Lists of elements, one for each row.</summary>
/// <param name="starts">Where the list of each row starts and, after the last, where that one ends.</param>
/// <param name="values">Values; there must be room for a vector beyond the last.</param>
/// <param name="offsets">Where the factors that belong to them lie, in bytes, which are less than 64 K; likewise.</param>
internal readonly unsafe struct NonZeroPart(int* starts, float* values, ushort* offsets)
{
    public readonly int* Starts = starts;

    public readonly float* Values = values;

    public readonly ushort* Offsets = offsets;

    /// <summary>Makes the lists of the elements that are not zero.</summary>
    /// <param name="from">First element.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="count">Columns.</param>
    /// <param name="step">Bytes from the factor of a column to that of the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(float* from, nint stride, int rows, int count, int step)
    {
        nint length = 0;
        for (int row = 0; row < rows; row++, from += stride)
        {
            Starts[row] = (int)length;
            length = Avx512F.IsSupported ? AppendVectors(from, count, step, length) : Append(from, count, step, length);
        }
        Starts[rows] = (int)length;
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
                Offsets[(row * count) + j] = (ushort)(j * step);
            }
        }
        Starts[rows] = rows * count;
    }

    // Returns the new length, as the other one does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint AppendVectors(float* from, int count, int step, nint length)
    {
        int whole = count - (count % Vector512<float>.Count);
        Vector512<int> at = Vector512<int>.Indices * step;
        for (int j = 0; j < whole; j += Vector512<float>.Count, at += Vector512.Create(Vector512<int>.Count * step))
            length = AppendVector(Vector512.Load(from + j), at, length);
        if (whole == count)
            return length;
        Vector512<int> isThere = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count - whole));
        return AppendVector(Avx512F.MaskLoad(from + whole, isThere.AsSingle(), Vector512<float>.Zero), at, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint AppendVector(Vector512<float> value, Vector512<int> at, nint length)
    {
        // Compared anew for each use: the compiler keeps one comparison in a mask, but a variable in a vector. NaN is not zero.
        Avx512F.Compress(Vector512<float>.Zero, Avx512F.CompareNotEqual(value, Vector512<float>.Zero), value).Store(Values + length);
        Vector512<int> chosen = Avx512F.Compress(Vector512<int>.Zero, Avx512F.CompareNotEqual(value, Vector512<float>.Zero).AsInt32(), at);
        Avx512F.ConvertToVector256UInt16(chosen).Store(Offsets + length);
        return length + BitOperations.PopCount(Avx512F.CompareNotEqual(value, Vector512<float>.Zero).ExtractMostSignificantBits());
    }

    private nint Append(float* from, int count, int step, nint length)
    {
        for (int j = 0; j < count; j++)
        {
            // Not a branch: nobody could guess it.
            Values[length] = from[j];
            Offsets[length] = (ushort)(j * step);
            length += from[j] != 0 ? 1 : 0;
        }
        return length;
    }
}
