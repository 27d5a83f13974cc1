// Names and contents of files reach messages and logs; there they must stay on one line and must not steer a terminal.
using System.Globalization;
using System.Text;

namespace Vdsh.Data;

/// <summary>Makes text from outside (file names, cells, headers) safe to show in one line.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class MessageText
{
    private const string Cut = "...";

    /// <summary>
    /// The text without anything that is not seen as itself: control characters (line breaks, ESC), line and paragraph
    /// separators, marks that
    /// turn the direction of text or have no width, and halves of surrogate pairs become \n, \r, \t or \uXXXX.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="maximum">How many characters of the text are shown; what is beyond is replaced by three
    /// dots.</param>
    public static string Escape(ReadOnlySpan<char> text, int maximum = int.MaxValue)
    {
        bool isCut = text.Length > maximum;
        ReadOnlySpan<char> shown = isCut ? text[..maximum] : text;
        var escaped = new StringBuilder(shown.Length + Cut.Length);
        for (int i = 0; i < shown.Length; i++)
        {
            bool isPair = i + 1 < shown.Length && char.IsSurrogatePair(shown[i], shown[i + 1]);
            if (isPair)
                escaped.Append(shown[i++]).Append(shown[i]);
            else
                Append(escaped, shown[i]);
        }
        return escaped.Append(isCut ? Cut : "").ToString();
    }

    /// <summary>The same between quotation marks, cut to a length that fits into a message.</summary>
    public static string Quote(ReadOnlySpan<char> text, int maximum = 80) => $"'{Escape(text, maximum)}'";

    private static void Append(StringBuilder escaped, char value)
    {
        switch (value)
        {
            case '\n': escaped.Append("\\n"); break;
            case '\r': escaped.Append("\\r"); break;
            case '\t': escaped.Append("\\t"); break;
            default:
                if (IsHidden(value))
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)value:X4}");
                else
                    escaped.Append(value);
                break;
        }
    }

    private static bool IsHidden(char value) => CharUnicodeInfo.GetUnicodeCategory(value) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
