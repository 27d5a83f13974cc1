// The rows of a table as the parser gives them, with their lines in the file, without blank lines and comments.
using nietras.SeparatedValues;

namespace Vdsh.Data.Formats;

/// <summary>Reads rows one after the other. Cells may be quoted, with doubled marks and line breaks inside.</summary>
internal sealed class CsvRows : IDisposable
{
    private readonly SepReader reader;
    private readonly string name;
    private int nextLine = 1;
    private readonly int skippedLines;

    public CsvRows(ByteReader source)
    {
        name = source.Name;
        Text = new CsvText(source);
        skippedLines = CsvDialect.Find(Text, name);
        TextReader text = Text.Separator == ' ' ? new SpaceRuns(Text) : Text;
        // Numbers, quotes and the number of cells are checked here, by rules stricter than the parser's.
        reader = new Sep(Text.Separator)
            .Reader(options => options with { HasHeader = false, DisableColCountCheck = true }).From(text);
    }

    public CsvText Text { get; }

    /// <summary>The current row.</summary>
    public SepReader.Row Current => reader.Current;

    /// <summary>The line on which the current row begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>
    /// The text of the last comment before the current row, without its mark; null where there was none.
    /// </summary>
    public string? Comment { get; private set; }

    /// <summary>Blank lines so far that rows followed.</summary>
    public int BlankLines { get; private set; }

    /// <summary>Comments so far.</summary>
    public int Comments { get; private set; }

    /// <summary>The first blank line that a row followed; 0 where there was none.</summary>
    public int FirstBlankLine { get; private set; }

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="InputException">A row has no end, or is too long.</exception>
    public bool TryRead()
    {
        int blank = 0;
        Comment = null;
        while (MoveNext())
        {
            SepReader.Row row = reader.Current;
            ReadOnlySpan<char> text = row.Span;
            int lines = row.LineNumberToExcl - nextLine;
            Line = nextLine + skippedLines;
            nextLine = row.LineNumberToExcl;
            if (text.StartsWith('#'))
            {
                if (lines > 1)
                    throw new InputException(
                        $"{name}: the comment in line {Line} has a quotation mark without its partner, so that its end "
                            + "is uncertain; remove the mark.");
                Comment = text[1..].ToString();
                Comments++;
            }
            else if (row.ColCount == 1 && text.IsWhiteSpace())
            {
                FirstBlankLine = blank == 0 && BlankLines == 0 ? Line : FirstBlankLine;
                blank++;
            }
            else
            {
                BlankLines += blank;
                return true;
            }
        }
        return false;
    }

    /// <summary>The content of a cell without surrounding spaces and quotes.</summary>
    /// <exception cref="InputException">Its quotation marks are not paired.</exception>
    public string Content(int column)
    {
        ReadOnlySpan<char> cell = reader.Current[column].Span.Trim(' ');
        if (!cell.Contains('"'))
            return cell.ToString();
        if (cell.Length >= 2 && cell[0] == '"' && cell[^1] == '"')
        {
            string inside = cell[1..^1].ToString();
            string single = inside.Replace("\"\"", "", StringComparison.Ordinal);
            if (!single.Contains('"', StringComparison.Ordinal))
                return inside.Replace("\"\"", "\"", StringComparison.Ordinal).Trim(' ');
        }
        throw new InputException(
            $"{name}: line {Line}, column {column + 1} holds {MessageText.Quote(cell, 40)}, whose quotation marks are "
                + "not paired; "
            + "quote the whole cell and double the marks inside.");
    }

    /// <summary>The contents of all cells of the row.</summary>
    public string[] Contents() => [.. Enumerable.Range(0, reader.Current.ColCount).Select(Content)];

    /// <summary>Refuses the current row because of its number of cells.</summary>
    public InputException Ragged(int columns, int firstLine)
        => new($"{name}: line {Line} has {reader.Current.ColCount} columns where line {firstLine} has {columns}; every "
            + "row must have the same number.");

    public void Dispose() => reader.Dispose();

    private bool MoveNext()
    {
        try
        {
            return reader.MoveNext();
        }
        catch (NotSupportedException exception)
        {
            throw new InputException(
                $"{name}: the row that begins in line {nextLine + skippedLines} is longer than 16 million characters; "
                    + "is a quotation mark without its partner?", exception);
        }
    }
}
