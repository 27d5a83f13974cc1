// Reads tables of numbers from text, strictly: a cell that is no number is an error with its place, never a silent zero or a lost row.
using System.Globalization;
using System.Text;

namespace Vdsh.Data.Formats;

/// <summary>
/// CSV with one separator for the whole file: tab, semicolon or comma, whichever of them occurs first in this order in the first line, else
/// spaces. The first line is a header where none of its cells is a number. Lines that are blank or start with # are skipped; numbers may be
/// quoted, with a decimal point.
/// </summary>
internal sealed class CsvReader
{
    private readonly LineReader lines;
    private readonly string name;
    private byte separator;
    private int columns;
    private int firstLine;
    private int labelIndex;
    private ChunkedFeatureMatrix features = null!;
    private readonly List<long> labels = [];

    private CsvReader(ByteReader reader)
    {
        lines = new LineReader(reader);
        name = reader.Name;
    }

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InputException">A cell is empty, no number or not finite, rows differ in length, or there is no such label column.</exception>
    public static CsvTable Read(ByteReader reader, CsvLabelColumn labelColumn) => new CsvReader(reader).ReadAll(labelColumn);

    private CsvTable ReadAll(CsvLabelColumn labelColumn)
    {
        if (!TryReadLine(out ReadOnlySpan<byte> line))
            throw new InputException($"{name} has no rows; create it again.");
        firstLine = lines.Number;
        separator = line.Contains((byte)'\t') ? (byte)'\t' : line.Contains((byte)';') ? (byte)';' : line.Contains((byte)',') ? (byte)',' : (byte)' ';
        string[]? header = ReadHeader(line);
        labelIndex = labelColumn.Resolve(header, columns, name);
        features = new ChunkedFeatureMatrix(columns - (labelIndex >= 0 ? 1 : 0));
        if (header is null)
            AddRow(line);
        while (TryReadLine(out line))
            AddRow(line);
        if (features.Rows == 0)
            throw new InputException($"{name} has a header line but no rows; create it again.");
        return new CsvTable(features, labels);
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        while (lines.TryRead(out line))
        {
            if (!line.StartsWith((byte)'#') && !line.Trim(" \t"u8).IsEmpty)
                return true;
        }
        return false;
    }

    private string[]? ReadHeader(ReadOnlySpan<byte> line)
    {
        List<string> cells = [];
        int numbers = 0, text = -1;
        var reader = new CellReader(line, separator);
        while (reader.TryRead(out ReadOnlySpan<byte> cell))
        {
            if (float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                numbers++;
            else if (!cell.IsEmpty && text < 0)
                text = cells.Count;
            cells.Add(Encoding.UTF8.GetString(cell));
        }
        columns = cells.Count;
        if (text < 0)
            return null;
        if (numbers == 0)
            return [.. cells];
        throw new InputException($"{name}: line {lines.Number}, column {text + 1} holds '{cells[text]}' among numbers, so the line is neither a header nor a row; mend or remove it.");
    }

    private void AddRow(ReadOnlySpan<byte> line)
    {
        Span<float> row = features.AddRow();
        var reader = new CellReader(line, separator);
        int column = 0, target = 0;
        while (reader.TryRead(out ReadOnlySpan<byte> cell))
        {
            if (column == columns)
                throw Ragged(line);
            if (column == labelIndex)
                labels.Add(ParseLabel(cell, column));
            else
                row[target++] = ParseNumber(cell, column);
            column++;
        }
        if (column != columns)
            throw Ragged(line);
    }

    private float ParseNumber(ReadOnlySpan<byte> cell, int column)
    {
        if (float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value))
            return value;
        throw BadCell(cell, column, "a finite number with a decimal point");
    }

    private long ParseLabel(ReadOnlySpan<byte> cell, int column)
    {
        if (long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long label))
            return label;
        // Spreadsheets and numpy.savetxt write whole numbers as 3.0 or 3.000e+00.
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsInteger(value) && Math.Abs(value) < 1e15)
            return (long)value;
        throw BadCell(cell, column, "a class number 0, 1, 2, ...");
    }

    private InputException BadCell(ReadOnlySpan<byte> cell, int column, string wanted)
    {
        string place = $"{name}: line {lines.Number}, column {column + 1}";
        if (cell.IsEmpty)
            return new InputException($"{place} is empty; it must be {wanted}, so fill it or remove the row.");
        string text = Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 40)]);
        return new InputException($"{place} holds '{text}'; it must be {wanted}, so mend it or remove the row.");
    }

    private InputException Ragged(ReadOnlySpan<byte> line)
    {
        int found = 0;
        var reader = new CellReader(line, separator);
        while (reader.TryRead(out _))
            found++;
        return new InputException($"{name}: line {lines.Number} has {found} columns where line {firstLine} has {columns}; every row must have the same number.");
    }
}
