// The characters of a table: decoded, watched for lines that are too long to be rows, and open to a look at their
// beginning.
using System.Text;

namespace Vdsh.Data.Formats;

/// <summary>
/// Text in UTF-8, or in UTF-16 with a byte order mark. Bytes that are not UTF-8 become U+FFFD, which no number and no
/// name that matters may
/// hold. A line of more than <see cref="MaximumCells"/> cells is refused before it is read to its end.
/// </summary>
internal sealed class CsvText : TextReader
{
    /// <summary>The most cells in a line.</summary>
    public const int MaximumCells = 1 << 18;

    // Room for that many numbers as numpy.savetxt writes them, with 25 characters each.
    private const int MaximumLine = 1 << 23;
    private const int StartLength = 1 << 16;

    private readonly StreamReader decoder;
    private readonly string name;
    private readonly char[] start = new char[StartLength];
    private int startAt;
    private readonly int startEnd;
    private int line = 1;
    private long lineLength;
    private int lineSeparators;

    // Of a table between spaces: whether the line has a cell yet, and whether a space was the last character.
    private bool hasCell;
    private bool isAfterSpace;

    /// <summary>Starts on a file.</summary>
    /// <param name="reader">Positioned on its first byte; owned by the caller.</param>
    public CsvText(ByteReader reader)
    {
        name = reader.Name;
        ReadOnlySpan<byte> mark = reader.Peek(4);
        Encoding encoding = !IsUtf16(mark) ? Encoding.UTF8 : mark[0] == 0xFF ? Encoding.Unicode
            : Encoding.BigEndianUnicode;
        IsUnicode16 = encoding != Encoding.UTF8;
        if (mark is [0xFF, 0xFE, 0, 0])
            throw new InputException($"{name} is text in UTF-32, which is not read; save it as UTF-8.");
        // The mark is consumed by the decoder.
        decoder = new StreamReader(
            new ByteReaderStream(reader), encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 15);
        startEnd = decoder.ReadBlock(start);
    }

    /// <summary>Whether the file is in UTF-16.</summary>
    public bool IsUnicode16 { get; }

    /// <summary>What separates cells; known after a look at <see cref="Start"/>.</summary>
    public char Separator { get; set; } = ',';

    /// <summary>The first characters that were not read yet, at most 64 Ki.</summary>
    public ReadOnlySpan<char> Start => start.AsSpan(startAt, startEnd - startAt);

    /// <summary>Whether bytes begin with the mark of UTF-16.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    /// <summary>A name or cell for a note or a list, without quotation marks.</summary>
    public static string Show(ReadOnlySpan<char> text) => MessageText.Escape(text, 40);

    /// <summary>Leaves out the first characters of <see cref="Start"/>.</summary>
    public void Skip(int characters) => startAt += characters;

    public override int Read(Span<char> buffer)
    {
        int count;
        if (startAt < startEnd)
        {
            count = Math.Min(buffer.Length, startEnd - startAt);
            start.AsSpan(startAt, count).CopyTo(buffer);
            startAt += count;
        }
        else
        {
            count = decoder.Read(buffer);
        }
        Watch(buffer[..count]);
        return count;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            decoder.Dispose();
        base.Dispose(disposing);
    }

    // Only what lies before the first and behind the last line end of a part can belong to a line longer than the part.
    private void Watch(ReadOnlySpan<char> text)
    {
        int first = text.IndexOfAny('\n', '\r');
        ReadOnlySpan<char> head = first < 0 ? text : text[..first];
        lineLength += head.Length;
        lineSeparators += CountSeparators(head);
        if (lineLength > MaximumLine || lineSeparators >= MaximumCells)
            throw TooLong();
        if (first < 0)
            return;
        int last = text.LastIndexOfAny('\n', '\r');
        int feeds = text[first..].Count('\n');
        line += feeds > 0 ? feeds : text[first..].Count('\r');
        lineLength = text.Length - last - 1;
        hasCell = isAfterSpace = false;
        lineSeparators = CountSeparators(text[(last + 1)..]);
        if (lineSeparators >= MaximumCells)
            throw TooLong();
    }

    // Several spaces between two cells are one separator.
    private int CountSeparators(ReadOnlySpan<char> text)
    {
        if (Separator != ' ')
            return text.Count(Separator);
        int count = 0;
        foreach (char value in text)
        {
            bool isSpace = value == ' ';
            if (isAfterSpace && hasCell && !isSpace)
                count++;
            hasCell |= !isSpace;
            isAfterSpace = isSpace;
        }
        return count;
    }

    private InputException TooLong() => new(
        $"{name}: line {line} has more than "
            + $"{(lineSeparators >= MaximumCells ? $"{MaximumCells} cells" : $"{MaximumLine} characters")}, "
        + "so this is no table of features; give wide data as .npy.");
}
