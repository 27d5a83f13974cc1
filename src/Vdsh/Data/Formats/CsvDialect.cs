// What separates the cells of a table is seen in its first line, or said there in the way of spreadsheets.
namespace Vdsh.Data.Formats;

internal static class CsvDialect
{
    // The rarer a character is inside of cells, the earlier it is looked for.
    private const string Separators = "\t;,|";
    private const string Declaration = "sep=";

    /// <summary>Finds the separator of a text and skips a line that declares it.</summary>
    /// <param name="text">Not yet read.</param>
    /// <param name="name">The file name for messages.</param>
    /// <returns>How many lines were skipped.</returns>
    /// <exception cref="InputException">The declared separator cannot be one.</exception>
    public static int Find(CsvText text, string name)
    {
        ReadOnlySpan<char> start = text.Start;
        int end = start.IndexOfAny('\n', '\r');
        ReadOnlySpan<char> first = end < 0 ? start : start[..end];
        if (!first.StartsWith(Declaration, StringComparison.OrdinalIgnoreCase))
        {
            text.Separator = Choose(start);
            return 0;
        }
        if (first.Length != Declaration.Length + 1
            || !(Separators + " :").Contains(first[^1], StringComparison.Ordinal))
            throw new InputException(
                $"{name}: line 1 is {MessageText.Quote(first)}, but a separator is one comma, semicolon, tab, vertical "
                    + "bar, colon or space; mend or remove the line.");
        text.Separator = first[^1];
        int length = end < 0 ? start.Length : end + (start[end..].StartsWith("\r\n") ? 2 : 1);
        text.Skip(length);
        return 1;
    }

    /// <summary>How a note calls a separator; null for a comma.</summary>
    public static string? Describe(char separator) => separator switch
    {
        ',' => null,
        '\t' => "tabs between cells",
        ';' => "semicolons between cells",
        ' ' => "spaces between cells",
        _ => $"'{separator}' between cells",
    };

    // The separator that is rare in text before the one that is not, between the quotation marks of the first row
    // nothing counts.
    private static char Choose(ReadOnlySpan<char> text)
    {
        text = SkipComments(text);
        int best = Separators.Length;
        bool isQuoted = false;
        foreach (char value in text)
        {
            isQuoted ^= value == '"';
            if (isQuoted)
                continue;
            if (value is '\n' or '\r')
                break;
            int place = Separators.IndexOf(value);
            if (place >= 0)
                best = Math.Min(best, place);
        }
        return best < Separators.Length ? Separators[best] : ' ';
    }

    private static ReadOnlySpan<char> SkipComments(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOfAny('\n', '\r');
            ReadOnlySpan<char> line = end < 0 ? text : text[..end];
            if (!line.StartsWith('#') && !line.IsWhiteSpace())
                return text;
            text = end < 0 ? [] : text[(end + 1)..];
        }
        return text;
    }
}
