// Tables aligned with spaces have several of them between two numbers; the parser wants one.
namespace Vdsh.Data.Formats;

/// <summary>
/// Passes on text with every run of spaces made one, and none at the ends of a line; between quotation marks nothing
/// changes.
/// </summary>
/// <param name="text">The text; disposed of with this reader.</param>
internal sealed class SpaceRuns(TextReader text) : TextReader
{
    private readonly char[] input = new char[1 << 14];
    private int start;
    private int end;
    private bool isLineStart = true;
    private bool isQuoted;
    private bool isSpaceDue;

    public override int Read(Span<char> buffer)
    {
        int length = 0;
        while (length < buffer.Length)
        {
            // What was found is passed on before more is waited for.
            if (start == end && (length > 0 || !Fill()))
                break;
            char value = input[start];
            if (value == ' ' && !isQuoted)
            {
                isSpaceDue = !isLineStart;
                start++;
                continue;
            }
            bool isEnd = value is '\n' or '\r' && !isQuoted;
            if (isSpaceDue && !isEnd)
            {
                buffer[length++] = ' ';
                isSpaceDue = false;
                continue;
            }
            isSpaceDue = false;
            isQuoted ^= value == '"';
            isLineStart = isEnd;
            buffer[length++] = value;
            start++;
        }
        return length;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        start = 0;
        end = text.Read(input);
        return end > 0;
    }
}
