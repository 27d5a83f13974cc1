// A file of labels says how many there are, and so do the features: whether its first line is a header follows from the
// count.
using System.Globalization;

namespace Vdsh.Data.Formats;

/// <summary>Reads labels from text: one class number or class name a row, or 0 and 1 for every class.</summary>
internal sealed class CsvLabels : IDisposable
{
    private readonly CsvRows rows;
    private readonly string name;
    private readonly InputOptions options;
    private readonly int? rowsExpected;
    private readonly List<string> remarks = [];
    private string[] first = [];
    private int width;
    private int firstLine;
    private int start;

    private CsvLabels(ByteReader reader, int? rowsExpected, InputOptions options)
    {
        rows = new CsvRows(reader);
        name = reader.Name;
        this.rowsExpected = rowsExpected;
        this.options = options;
    }

    /// <summary>Reads the whole file.</summary>
    /// <param name="reader">Positioned on the first byte.</param>
    /// <param name="rowsExpected">How many labels there must be; null for any number.</param>
    /// <param name="options">What the user said.</param>
    /// <exception cref="InputException">The file holds something else, another number of labels, or class names where
    /// they cannot be numbered.</exception>
    public static LabelSet Read(ByteReader reader, int? rowsExpected, InputOptions options)
    {
        using var labels = new CsvLabels(reader, rowsExpected, options);
        return labels.ReadAll();
    }

    /// <summary>
    /// Parses a class number; spreadsheets and numpy.savetxt write whole numbers as 3.0 or 3.000e+00.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> cell, out long label)
    {
        label = 0;
        // The framework takes NUL characters behind a number for nothing.
        if (cell.Contains('\0'))
            return false;
        if (long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out label))
            return true;
        bool isWhole = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsInteger(value) && Math.Abs(value) < 1e15;
        label = isWhole ? (long)value : 0;
        return isWhole;
    }

    public void Dispose() => rows.Dispose();

    private LabelSet ReadAll()
    {
        if (!rows.TryRead())
            throw new InputException($"{name} has no rows; create it again.");
        firstLine = rows.Line;
        first = rows.Contents();
        width = first.Length;
        if (width > 1 && ColumnNames.IsNone(first[0]))
        {
            // The index of pandas, whose header has no name; a row of labels cannot begin with an empty cell.
            start = 1;
            remarks.Add("column 1 without a name (a row index) left out");
        }
        return width - start == 1 ? ReadClasses() : ReadMasks();
    }

    private LabelSet ReadClasses()
    {
        string head = first[start];
        CellKind kind = CellKinds.Of(head);
        List<long> numbers = [];
        List<string> words = [];
        while (rows.TryRead())
        {
            if (rows.Current.ColCount != width)
                throw rows.Ragged(width, firstLine);
            AddClass(rows.Content(start), numbers, words);
        }
        if (rows.BlankLines > 0)
            throw new InputException(
                $"{name}: line {rows.FirstBlankLine} is blank, which may be a missing label; remove or fill it.");
        int count = numbers.Count + words.Count;
        bool isHeader = IsHeader(kind, count, words.Count > 0, head == "0");
        if (!isHeader)
        {
            if (kind == CellKind.Text && numbers.Count > 0)
                throw Mixed(head, firstLine);
            if (kind != CellKind.Text && words.Count > 0)
                throw Mixed(head, firstLine);
            if (kind == CellKind.Text)
                words.Insert(0, head);
            else
                numbers.Insert(0, TryParse(head, out long number) ? number : throw BadCell(head, firstLine));
        }
        else if (count == 0)
        {
            throw new InputException($"{name} has a header line but no rows; create it again.");
        }
        LabelFile.CheckRows(numbers.Count + words.Count, rowsExpected, name);
        remarks.Insert(0, isHeader ? $"header row {MessageText.Quote(head, 40)}" : "no header row");
        return words.Count > 0 ? FromNames(words) : FromNumbers(numbers);
    }

    private void AddClass(string cell, List<long> numbers, List<string> words)
    {
        if (TryParse(cell, out long number))
        {
            numbers.Add(number);
            if (words.Count > 0)
                throw Mixed(cell, rows.Line);
            return;
        }
        if (CellKinds.Of(cell) != CellKind.Text)
            throw BadCell(cell, rows.Line);
        if (cell.Contains('\uFFFD', StringComparison.Ordinal))
            throw new InputException(
                $"{name}: line {rows.Line} holds {MessageText.Quote(cell, 40)}, which is not UTF-8 (or holds U+FFFD), "
                    + "so that two classes could look alike; save the file as UTF-8.");
        words.Add(cell);
        if (numbers.Count > 0)
            throw Mixed(cell, rows.Line);
    }

    private bool IsHeader(CellKind kind, int below, bool isNames, bool isDefaultName)
    {
        if (options.Header is bool asked)
            return asked;
        // With an index column the first cell is empty, which no row of labels is.
        if (start > 0)
            return true;
        if (kind == CellKind.Text && below > 0 && !isNames)
            return true;
        if (kind == CellKind.Text)
        {
            if (rowsExpected is null)
            {
                throw new InputException(
                    $"{name}: line {firstLine} holds {MessageText.Quote(first[start], 40)}, which may name the column "
                        + "or be the class of the first item; "
                    + "number the classes, or say how many labels there must be.");
            }
            return below == rowsExpected;
        }
        // pandas names the column of an array 0.
        return isDefaultName && rowsExpected is not null && below == rowsExpected;
    }

    private LabelSet FromNames(List<string> words)
    {
        if (options.Related is null)
        {
            int line = firstLine + 1;
            throw new InputException(
                $"{name}: line {line} and others hold class names such as {MessageText.Quote(words[^1], 40)}, which "
                    + "have no numbers here; "
                + "number the classes 0, 1, 2, ..., for example with numpy.unique(y, return_inverse=True).");
        }
        LabelSet labels = options.Related.Number(words, name);
        remarks.Add($"classes numbered by their names: {options.Related.DescribeClasses()}");
        Tell($"{words.Count} labels");
        return labels;
    }

    private LabelSet FromNumbers(List<long> numbers)
    {
        options.Related?.UseNumbers(name);
        Tell($"{numbers.Count} labels");
        return LabelFile.ToClasses<long>(numbers.ToArray(), name);
    }

    private LabelSet ReadMasks()
    {
        CellKind[] kinds = [.. first.Skip(start).Select(CellKinds.Of)];
        string[] names = first[start..];
        bool hasText = kinds.Contains(CellKind.Text), counts = CellKinds.Count(names);
        if (hasText && kinds.Contains(CellKind.Number) && options.Header is null)
            throw new InputException(
                $"{name}: line {firstLine} holds numbers and text, so it is neither a header nor a row; mend or remove "
                    + "it.");
        var numbers = new DecimalNumber('.');
        var matrix = new ChunkedFeatureMatrix(width - start);
        // Room for the first row, which the count may turn out to be one.
        Span<float> firstRow = matrix.AddRow();
        if (kinds.All(kind => kind == CellKind.Number))
            ParseRow(first, numbers, firstLine, firstRow);
        while (rows.TryRead())
        {
            if (rows.Current.ColCount != width)
                throw rows.Ragged(width, firstLine);
            ParseRow(rows.Contents(), numbers, rows.Line, matrix.AddRow());
        }
        int below = matrix.Rows - 1;
        // A row of indicators has no 2, so that 0, 1, 2, ... names the columns; of 0, 1 the count tells.
        bool isHeader = options.Header ?? (
            hasText || start > 0 || (counts && (names.Length > 2 || below == rowsExpected)));
        if (isHeader && hasText && names.Length == 2 && Array.Exists(names, ColumnNames.MayBeNoFeature))
            throw new InputException(
                $"{name} has the columns {ColumnNames.List(names)}, and one of them may be an id; save the column with "
                    + "the label alone.");
        if (!isHeader && kinds.Contains(CellKind.Missing))
            throw new InputException(
                $"{name}: line {firstLine}, column {start + Array.IndexOf(kinds, CellKind.Missing) + 1} is a missing "
                    + "value; a table of labels holds only 0 and 1.");
        int count = isHeader ? below : matrix.Rows;
        LabelFile.CheckRows(count, rowsExpected, name);
        options.Related?.UseNumbers(name);
        remarks.Insert(0, isHeader ? "header row" : "no header row");
        Tell($"{count} items, {matrix.Columns} classes as columns of 0 and 1");
        return LabelFile.ToMasks(isHeader ? matrix.Select([.. Enumerable.Range(1, count)]) : matrix, name);
    }

    private void ParseRow(string[] cells, DecimalNumber numbers, int line, Span<float> row)
    {
        for (int column = 0; column < row.Length; column++)
        {
            string cell = cells[start + column];
            if (!numbers.TryParse(cell, out row[column]))
            {
                throw new InputException(
                    $"{name}: line {line}, column {start + column + 1} holds {MessageText.Quote(cell, 40)}; "
                    + "a table of labels holds only 0 and 1, and single labels are one column.");
            }
        }
    }

    private void Tell(string what)
    {
        if (CsvDialect.Describe(rows.Text.Separator) is { } separator && width > 1)
            remarks.Add(separator);
        if (rows.Comments > 0)
            remarks.Add($"{rows.Comments} comment lines skipped");
        options.Note?.Invoke($"{name}: {what}; {string.Join("; ", remarks)}.");
    }

    private InputException Mixed(string cell, int line)
        => new($"{name}: line {line} holds {MessageText.Quote(cell, 40)}, but other lines hold "
            + $"{(TryParse(cell, out _) ? "class names" : "class numbers")}; use one or the other in all lines.");

    private InputException BadCell(string cell, int line) => new(cell.Length == 0
        ? $"{name}: line {line}, column {start + 1} is empty; it must be a class number 0, 1, 2, ... or a class name, "
            + "so fill it or remove the item."
        : $"{name}: line {line}, column {start + 1} holds {MessageText.Quote(cell, 40)}; it must be a class number 0, "
            + "1, 2, ... or a class name, so mend it or remove the item.");
}
