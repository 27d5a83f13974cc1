// Reads tables of numbers from text, strictly: a cell that is no number is an error with its place, never a silent zero or a lost row.
using System.Globalization;
using nietras.SeparatedValues;

namespace Vdsh.Data.Formats;

/// <summary>
/// CSV with one separator for the whole file: tab, semicolon, comma or vertical bar, whichever of them occurs first in
/// this order in the first
/// row, else spaces; or the one that a first line sep=; declares. Lines that are blank or start with # are skipped;
/// cells may be quoted. What
/// is certain about header and columns is taken and said in a note; what is not is refused with the option that settles
/// it.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    // So few rows can count 0, 1, 2 by chance.
    private const int FewRows = 8;

    private readonly CsvRows rows;
    private readonly string name;
    private readonly InputOptions options;
    private readonly DecimalNumber numbers;
    private readonly List<long> labels = [];
    private string[]? names;
    private CsvColumns columns = null!;
    private ChunkedFeatureMatrix features = null!;
    private int firstLine;
    private int width;
    private bool countsFromZero = true;
    private bool countsFromOne = true;

    private CsvReader(ByteReader reader, InputOptions options)
    {
        this.options = options;
        name = reader.Name;
        rows = new CsvRows(reader);
        numbers = new DecimalNumber(options.DecimalComma ? ',' : '.');
    }

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InputException">
    /// A cell is empty, no number or not finite, rows differ in length, there is no such label column, or header or
    /// columns are uncertain.
    /// </exception>
    public static CsvTable Read(ByteReader reader, CsvLabelColumn labelColumn, InputOptions options)
    {
        using var csv = new CsvReader(reader, options);
        return csv.ReadAll(labelColumn);
    }

    public void Dispose() => rows.Dispose();

    private CsvTable ReadAll(CsvLabelColumn labelColumn)
    {
        if (!rows.TryRead())
            throw new InputException($"{name} has no rows; create it again.");
        firstLine = rows.Line;
        string[] first = rows.Contents();
        width = first.Length;
        int firstRowLine = rows.Line;
        string? comment = rows.Comment;
        bool hasSecond = rows.TryRead();
        string[]? second = hasSecond ? rows.Contents() : null;
        CsvHeader header = CsvHeader.Decide(first, second, options.Header, name, firstLine);
        if (header.Names is null)
            header = FromComment(comment) ?? header;
        names = header.Names;
        bool firstIsRow = !ReferenceEquals(names, first);
        if (!firstIsRow && !hasSecond)
            throw new InputException($"{name} has a header line but no rows; create it again.");
        if (second is not null && second.Length != width)
            throw rows.Ragged(width, firstLine);
        columns = CsvColumns.Decide(names, firstIsRow ? first : second!, labelColumn, options, name);
        features = new ChunkedFeatureMatrix(columns.Features);
        if (firstIsRow)
            AddRow(first, firstRowLine);
        if (hasSecond)
            AddRow();
        while (rows.TryRead())
            AddRow();
        CheckWhole();
        if (names is not null && options.Related is not null)
            options.Related.CheckFeatures(columns.FeatureNames(names), name);
        options.Note?.Invoke(Note(header));
        return new CsvTable(features, labels);
    }

    // numpy.savetxt writes names as a comment; they must not hide that a column is a label.
    private CsvHeader? FromComment(string? comment)
    {
        string[]? cells = comment?.Split(
            rows.Text.Separator, rows.Text.Separator == ' '
            ? StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries : StringSplitOptions.TrimEntries);
        return cells is not null && cells.Length == width && width > 1
            && cells.All(cell => CellKinds.Of(cell) == CellKind.Text)
            ? new CsvHeader(cells, "names in a comment")
            : null;
    }

    private void AddRow()
    {
        SepReader.Row row = rows.Current;
        if (row.ColCount != width)
            throw rows.Ragged(width, firstLine);
        Span<float> target = features.AddRow();
        int place = 0;
        for (int column = 0; column < width; column++)
        {
            if (columns.IsFeature(column))
            {
                ReadOnlySpan<char> cell = row[column].Span.Trim(' ');
                if (!numbers.TryParse(cell, out target[place]))
                    target[place] = ParseQuoted(column);
                place++;
            }
            else
            {
                AddOther(column, rows.Content, rows.Line);
            }
        }
        Count(target[0]);
    }

    // The first row was read before it was known to be one.
    private void AddRow(string[] cells, int line)
    {
        Span<float> target = features.AddRow();
        int place = 0;
        for (int column = 0; column < width; column++)
        {
            if (!columns.IsFeature(column))
                AddOther(column, at => cells[at], line);
            else if (!numbers.TryParse(cells[column], out target[place++]))
                throw BadNumber(cells[column], column, line);
        }
        Count(target[0]);
    }

    private void AddOther(int column, Func<int, string> content, int line)
    {
        if (column == columns.Label)
            labels.Add(ParseLabel(content(column), column, line));
        else if (column == columns.Trailing && content(column).Length > 0)
            throw new InputException(
                $"{name}: line {line}, column {column + 1} holds {MessageText.Quote(content(column), 40)}, but is "
                    + $"empty in line {firstLine}; every row must have the same columns.");
    }

    private void Count(float first)
    {
        countsFromZero &= first == features.Rows - 1;
        countsFromOne &= first == features.Rows;
    }

    private float ParseQuoted(int column)
    {
        string cell = rows.Content(column);
        return numbers.TryParse(cell, out float value) ? value : throw BadNumber(cell, column, rows.Line);
    }

    private long ParseLabel(string cell, int column, int line)
        => CsvLabels.TryParse(cell, out long label) ? label
            : throw BadCell(cell, column, line, "a class number 0, 1, 2, ...", "");

    private InputException BadNumber(string cell, int column, int line)
    {
        string drop = columns.Features > 1 ? $", or leave the column out with --drop-columns {column + 1}" : "";
        return BadCell(cell, column, line,
            $"a finite number with a decimal {(options.DecimalComma ? "comma" : "point")}", drop);
    }

    private InputException BadCell(string cell, int column, int line, string wanted, string more)
    {
        string place = $"{name}: line {line}, column {column + 1}";
        if (cell.Length == 0)
            return new InputException($"{place} is empty; it must be {wanted}, so fill it or remove the row{more}.");
        if (IsWithOtherPoint(cell))
        {
            string mend = options.DecimalComma
                ? "points, leave out --decimal comma"
                : "commas, say so with --decimal comma";
            return new InputException(
                $"{place} holds {MessageText.Quote(cell, 40)}; it must be {wanted}: if the table has decimal {mend}.");
        }
        return new InputException(
            $"{place} holds {MessageText.Quote(cell, 40)}; it must be {wanted}, so mend it or remove the row{more}.");
    }

    private bool IsWithOtherPoint(string cell)
    {
        (char point, char other) = options.DecimalComma ? (',', '.') : ('.', ',');
        return cell.Count(character => character == other) == 1 && !cell.Contains(point, StringComparison.Ordinal)
            && float.TryParse(cell.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private void CheckWhole()
    {
        if (columns.MayCountRows && columns.Features > 1 && features.Rows >= FewRows
            && (countsFromZero || countsFromOne))
        {
            throw new InputException(
                $"{name}: column 1 counts the rows ({(countsFromZero ? "0, 1, 2" : "1, 2, 3")}, ...), so it may be a "
                    + "row index rather than a feature; "
                + "leave it out with --drop-columns 1, or take it as a feature with --keep-columns 1.");
        }
        if (width == 1 && rows.BlankLines > 0)
            throw new InputException(
                $"{name}: line {rows.FirstBlankLine} is blank, which in a table of one column may be a missing value; "
                    + "remove or fill it.");
    }

    private string Note(CsvHeader header)
    {
        string?[] parts =
        [
            $"{name}: {features.Rows} rows, {columns.Features} columns",
            header.What,
            .. columns.Remarks,
            CsvDialect.Describe(rows.Text.Separator),
            rows.Text.IsUnicode16 ? "UTF-16" : null,
            rows.BlankLines > 0 ? $"{rows.BlankLines} blank lines skipped" : null,
            rows.Comments > 0 ? $"{rows.Comments} comment lines skipped" : null,
            numbers.Rounded > 0 ? $"{numbers.Rounded} whole numbers beyond 2^24 rounded to float32" : null,
        ];
        return string.Join("; ", parts.Where(part => part is not null)) + ".";
    }
}
