// A table of features and labels in one text file, as spreadsheets and many public data sets give it.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>
/// CSV files (comma, semicolon, tab, vertical bar or spaces; optionally gzipped) that carry their own labels.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class CsvFile
{
    /// <summary>Loads features and single labels from one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">Which column is the label; all others are features.</param>
    /// <param name="options">What is known about the table; null for <see cref="InputOptions.Default"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="labelColumn"/> names no column.</exception>
    /// <exception cref="InputException">The file cannot be read, a cell is no finite number, rows differ in length, a
    /// label is no class number, or header or columns are uncertain.</exception>
    public static LabeledData Load(string path, CsvLabelColumn labelColumn, InputOptions? options = null)
    {
        options ??= InputOptions.Default;
        if (labelColumn == CsvLabelColumn.None)
            throw new ArgumentException("Labelled data need a label column.", nameof(labelColumn));
        (ByteReader reader, FileFormat format) = InputFile.Open(path, [], cancellation: options.Cancellation);
        using (reader)
        {
            if (format != FileFormat.Csv)
                throw new InputException($"{path} is not a CSV file; give features and labels as two files.");
            return Read(reader, labelColumn, options);
        }
    }

    internal static LabeledData Read(ByteReader reader, CsvLabelColumn labelColumn, InputOptions options)
    {
        CsvTable table = CsvReader.Read(reader, labelColumn, options);
        return new LabeledData(table.Features, LabelFile.ToClasses<long>(table.Labels.ToArray(), reader.Name));
    }
}
