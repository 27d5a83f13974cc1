// The way in for labels, whatever the format of the file.
using System.Numerics;
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>
/// Label files: .npy, .npz, IDX and CSV, each also gzipped; recognised by content. One integer an item (n, or n x 1) is a single label; an
/// n x C matrix of 0 and 1 is a multi-label set, where an item carries every class whose column is 1. In a table,
/// classes may have names.
/// </summary>
/// <remarks>
/// Class numbers are kept as they are, never renumbered: labels of queries and of a database come from two files, and numbering each by the
/// classes that happen to occur in it would silently change which items match. C is the largest number plus one; numbers that do not occur
/// are empty classes. Numbers from 65,536 up are refused, since they are identifiers rather than classes.
/// </remarks>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class LabelFile
{
    /// <summary>The largest number of classes C.</summary>
    public const int MaximumClasses = 65536;

    private static readonly string[] ArrayNames = ["labels", "label", "y", "targets", "target", "arr_1"];

    /// <summary>Loads the labels of n items.</summary>
    /// <param name="path">
    /// The file, or - for standard input; pipes are read too. archive.npz:name chooses an array, otherwise "labels",
    /// "y", "targets" or the only
    /// one is taken.
    /// </param>
    /// <param name="rowsExpected">How many labels there must be: the number of items; null for any number. It tells a
    /// header from a label.</param>
    /// <param name="options">
    /// What is known about tables; null for <see cref="InputOptions.Default"/>. Its choices of feature columns do not
    /// count here. Class names in a
    /// table are numbered by <see cref="InputOptions.Related"/>.
    /// </param>
    /// <exception cref="InputException">
    /// The file is missing, a folder, truncated, damaged, of an unknown format or type, empty, of another number of rows than expected, or
    /// holds something else than class numbers, class names or zeros and ones.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait for a pipe was given up.</exception>
    public static LabelSet Load(string path, int? rowsExpected = null, InputOptions? options = null)
    {
        options ??= InputOptions.Default;
        (ByteReader reader, FileFormat format) = InputFile.Open(path, ArrayNames, cancellation: options.Cancellation);
        using (reader)
            return Read(reader, format, rowsExpected, options);
    }

    internal static LabelSet Read(ByteReader reader, FileFormat format, int? rowsExpected, InputOptions options)
    {
        string name = reader.Name;
        if (format == FileFormat.Csv)
            return CsvLabels.Read(reader, rowsExpected, options);
        StoredArray array = format == FileFormat.Npy ? NpyReader.Read(reader, ArrayUse.Labels) : IdxReader.Read(reader);
        if (array.Shape.Length is not (1 or 2) || (array.Shape.Length == 2 && array.Shape[1] == 0))
            throw new InputException($"{name} has shape {StoredArray.Describe(array.Shape)}, but labels must be n class numbers or an n x C matrix of 0 and 1.");
        CheckRows(array.Rows, rowsExpected, name);
        options.Related?.UseNumbers(name);
        return array.Shape.Length == 1 || array.Shape[1] == 1 ? ToClasses(array) : ToMasks(array.ToMatrix(), name);
    }

    /// <summary>Checks class numbers and keeps them as they are.</summary>
    internal static LabelSet ToClasses<T>(ReadOnlySpan<T> values, string name) where T : unmanaged, INumber<T>
    {
        int[] classes = new int[values.Length];
        int largest = 0;
        T bound = T.CreateSaturating(MaximumClasses);
        for (int row = 0; row < values.Length; row++)
        {
            T value = values[row];
            if (!T.IsInteger(value))
                throw new InputException($"{name}: the label at row {row} (counted from 0) is {value}; labels must be whole class numbers 0, 1, 2, ...");
            if (T.IsNegative(value) && value != T.Zero)
                throw new InputException($"{name}: the label at row {row} (counted from 0) is {value}; class numbers start at 0, so renumber the classes or remove the row.");
            // Narrow types saturate the bound to their own largest number, which is below it.
            if (value >= bound && long.CreateSaturating(value) >= MaximumClasses)
            {
                throw new InputException(
                    $"{name}: the label at row {row} (counted from 0) is {value}, beyond 0..{MaximumClasses - 1}; renumber the classes, for example with numpy.unique(y, return_inverse=True).");
            }
            classes[row] = int.CreateTruncating(value);
            largest = Math.Max(largest, classes[row]);
        }
        return LabelSet.FromClasses(classes, largest + 1);
    }

    private static LabelSet ToClasses(StoredArray array) => array.Type switch
    {
        ElementType.UInt8 or ElementType.Boolean => ToClasses<byte>((byte[])array.Values, array.Name),
        ElementType.Int8 => ToClasses<sbyte>((sbyte[])array.Values, array.Name),
        ElementType.UInt16 => ToClasses<ushort>((ushort[])array.Values, array.Name),
        ElementType.UInt32 => ToClasses<uint>((uint[])array.Values, array.Name),
        ElementType.UInt64 => ToClasses<ulong>((ulong[])array.Values, array.Name),
        ElementType.Int16 => ToClasses<short>((short[])array.Values, array.Name),
        ElementType.Int32 => ToClasses<int>((int[])array.Values, array.Name),
        ElementType.Int64 => ToClasses<long>((long[])array.Values, array.Name),
        ElementType.Float16 => ToClasses<Half>((Half[])array.Values, array.Name),
        ElementType.Float32 => ToClasses<float>((float[])array.Values, array.Name),
        _ => ToClasses<double>((double[])array.Values, array.Name),
    };

    /// <summary>Takes a matrix of 0 and 1 for sets of labels.</summary>
    internal static LabelSet ToMasks(FeatureMatrix matrix, string name)
    {
        if (matrix.Columns > MaximumClasses)
            throw new InputException($"{name} has {matrix.Columns} columns; at most {MaximumClasses} classes are possible, so this is probably not the label file.");
        int words = (matrix.Columns + 63) / 64;
        ulong[] masks = new ulong[checked(matrix.Rows * words)];
        float[] indicators = new float[matrix.Columns];
        for (int row = 0; row < matrix.Rows; row++)
        {
            matrix.CopyRow(row, indicators);
            for (int label = 0; label < indicators.Length; label++)
            {
                if (indicators[label] == 1)
                    masks[row * words + label / 64] |= 1UL << (label % 64);
                else if (indicators[label] != 0)
                    throw NotAnIndicator(indicators[label], row, label, name);
            }
        }
        return LabelSet.FromMasks(masks, matrix.Columns);
    }

    private static InputException NotAnIndicator(float value, int row, int column, string name)
    {
        string text = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new InputException(
            $"{name}: the value at row {row}, column {column} (counted from 0) is {text}; a matrix of labels holds only 0 and 1, and single labels are one number an item.");
    }

    /// <summary>Refuses a wrong number of labels.</summary>
    internal static void CheckRows(int rows, int? rowsExpected, string name)
    {
        if (rows == 0)
            throw new InputException($"{name} has no labels; give one for every item.");
        if (rowsExpected is int expected && rows != expected)
            throw new InputException($"{name} has {rows} labels, but there are {expected} feature rows; both files must describe the same items in the same order.");
    }
}
