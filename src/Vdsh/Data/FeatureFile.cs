// The way in for features, whatever the format of the file.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>Feature files: .npy, .npz, IDX and CSV, each also gzipped; recognised by content.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class FeatureFile
{
    private static readonly string[] ArrayNames = ["features", "x", "data", "images", "arr_0"];

    /// <summary>
    /// Loads n x d features. They stay in memory in the type of the file, once; images (n x height x width ...) are flattened per item. Values
    /// are taken as they are; whether they are finite is for <see cref="FeatureCheck.EnsureFinite"/> to say, except in CSV files, which are
    /// checked while they are read.
    /// </summary>
    /// <param name="path">
    /// The file, or - for standard input; pipes are read too. archive.npz:name chooses an array, otherwise "features",
    /// "x", "data", "images" or
    /// the only one is taken.
    /// </param>
    /// <param name="options">What is known about tables, and who is told what was found; null for <see
    /// cref="InputOptions.Default"/>.</param>
    /// <exception cref="InputException">
    /// The file is missing, a folder, truncated, damaged, too large, of an unknown format or type, or not n x d with n,
    /// d &gt; 0; it holds whole
    /// numbers that float32 cannot hold exactly; or header or columns of a table are uncertain.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait for a pipe was given up.</exception>
    public static FeatureMatrix Load(string path, InputOptions? options = null)
    {
        options ??= InputOptions.Default;
        (ByteReader reader, FileFormat format) = InputFile.Open(path, ArrayNames, cancellation: options.Cancellation);
        using (reader)
            return Read(reader, format, options);
    }

    internal static FeatureMatrix Read(ByteReader reader, FileFormat format, InputOptions options)
    {
        if (format == FileFormat.Csv)
            return CsvReader.Read(reader, CsvLabelColumn.None, options).Features;
        if (options.HasTableOptions)
            throw new InputException(
                $"{reader.Name} is no CSV table, so header, columns and decimal commas cannot be chosen in it; leave "
                    + $"out {options.NameTableOptions()}.");
        StoredArray array = format == FileFormat.Npy ? NpyReader.Read(reader, ArrayUse.Features)
            : IdxReader.Read(reader);
        string shape = StoredArray.Describe(array.Shape);
        if (array.Shape.Length < 2)
            throw new InputException(
                $"{array.Name} has shape {shape}, but features must be n x d (items x features); "
                    + $"{Reshape(array.Shape)}.");
        if (array.Rows == 0)
            throw new InputException($"{array.Name} has shape {shape}: no rows; give at least one item.");
        if (array.Values.Length == 0)
            throw new InputException($"{array.Name} has shape {shape}: no features; give at least one column.");
        IntegerCheck.EnsureExact(array);
        return array.ToMatrix();
    }

    private static string Reshape(int[] shape) => shape.Length == 0
        ? "for a single number save array.reshape(1, 1)"
        : "for one feature an item save array.reshape(-1, 1), for one item array.reshape(1, -1)";
}
