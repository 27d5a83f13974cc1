// Codes and results go out as .npy, and codes come back in from it.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>Reads and writes single arrays in numpy's .npy format.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class NpyFile
{
    private static readonly string[] ArrayNames = ["codes", "arr_0"];

    /// <summary>Reads a uint8 matrix, for example packed codes (n x ceil(bits/8)). It may have no rows.</summary>
    /// <param name="path">A .npy or .npz file, also gzipped; archive.npz:name chooses an array, otherwise "codes" or the only one is taken. Pipes are read too, and - reads standard input.</param>
    /// <param name="cancellation">Ends the wait for a pipe.</param>
    /// <exception cref="InputException">The file cannot be read, or is no two-dimensional uint8 array with at least one column, in C order.</exception>
    public static ByteMatrix ReadBytes(string path, CancellationToken cancellation = default)
    {
        (ByteReader reader, FileFormat format) = InputFile.Open(path, ArrayNames, cancellation: cancellation);
        using (reader)
        {
            if (format != FileFormat.Npy)
                throw new InputException($"{path} is not an .npy file; packed codes are a uint8 .npy of n x ceil(bits/8) bytes.");
            StoredArray array = NpyReader.Read(reader, ArrayUse.Codes);
            string found = $"{array.Name} holds {array.Type} values of shape {StoredArray.Describe(array.Shape)}";
            if (array.Type != ElementType.UInt8 || array.Shape.Length != 2 || array.Shape[1] == 0)
                throw new InputException($"{found}, but packed codes are uint8 of n x ceil(bits/8) bytes; encode the features first.");
            if (array.FortranOrder && array.Shape[0] > 1 && array.Shape[1] > 1)
                throw new InputException($"{found} in Fortran order; save it with numpy.ascontiguousarray.");
            return new ByteMatrix((byte[])array.Values, array.Shape[0], array.Shape[1]);
        }
    }

    /// <summary>Reads a one-dimensional array of whole numbers of any width, for example ids, exactly.</summary>
    /// <param name="path">A .npy or .npz file, also gzipped; archive.npz:name chooses an array, otherwise "ids" or the only one is taken. Pipes are read too, and - reads standard input.</param>
    /// <param name="cancellation">Ends the wait for a pipe.</param>
    /// <exception cref="InputException">The file cannot be read, or holds something else.</exception>
    public static long[] ReadIds(string path, CancellationToken cancellation = default)
    {
        (ByteReader reader, FileFormat format) = InputFile.Open(path, ["ids", "arr_0"], cancellation: cancellation);
        using (reader)
        {
            if (format != FileFormat.Npy)
                throw new InputException($"{path} is not an .npy file; ids are an int64 .npy of n numbers.");
            StoredArray array = NpyReader.Read(reader, ArrayUse.Ids);
            return IdArray.Read(array);
        }
    }

    /// <summary>Writes a uint8 matrix, atomically.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, ByteMatrix matrix) => Write<byte>(path, matrix.Values, matrix.Rows, matrix.Columns);

    /// <summary>Writes an array, atomically, in C order.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="values">The elements, last dimension fastest; byte, int, long or float.</param>
    /// <param name="shape">The dimensions.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The type is not written, or shape and number of values differ.</exception>
    public static void Write<T>(string path, T[] values, params int[] shape) where T : unmanaged
        => AtomicFile.Write(path, stream => NpyWriter.Write<T>(stream, values, shape));

    /// <summary>Writes an array to a stream, in C order.</summary>
    /// <inheritdoc cref="Write{T}(string, T[], int[])"/>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape) where T : unmanaged
        => NpyWriter.Write(stream, values, shape);
}
