// Splits a stream of bytes into lines without making strings of them.
namespace Vdsh.Data.Formats;

/// <summary>Reads lines ended by LF or CR LF; a byte order mark at the start is skipped.</summary>
internal sealed class LineReader
{
    private const int MaximumLine = 1 << 28;
    private readonly ByteReader reader;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    public LineReader(ByteReader reader)
    {
        this.reader = reader;
        if (reader.Peek(3).SequenceEqual("\uFEFF"u8))
            reader.ReadExactly(buffer.AsSpan(0, 3), "byte order mark");
    }

    /// <summary>The number of the last line, counted from 1 as editors do.</summary>
    public int Number { get; private set; }

    /// <summary>The next line without its end; it is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                line = TakeLine(length);
                start += length + 1;
                return true;
            }
            searched = end - start;
            if (Fill())
                continue;
            line = TakeLine(searched);
            start = end;
            if (searched > 0)
                return true;
            Number--;
            return false;
        }
    }

    private ReadOnlySpan<byte> TakeLine(int length)
    {
        Number++;
        return buffer.AsSpan(start, length).TrimEnd((byte)'\r');
    }

    private bool Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        if (end == buffer.Length)
        {
            if (buffer.Length >= MaximumLine)
                throw new InputException($"{reader.Name}: line {Number + 1} is longer than 256 MB; this is not a CSV file.");
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        int got = reader.Read(buffer.AsSpan(end));
        end += got;
        return got > 0;
    }
}
