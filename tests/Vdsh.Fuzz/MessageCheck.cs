// A refusal goes to terminals and logs as it is, so text of a hostile file must not leave its line in it.
using System.Globalization;
using System.Text;

namespace Vdsh.Fuzz;

/// <summary>What a message of a refusal must be.</summary>
internal static class MessageCheck
{
    private const int Longest = 1500;

    /// <summary>What is wrong with a message, or null.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mustName">What it has to name; empty for nothing.</param>
    public static string? FaultOf(string message, string mustName)
    {
        if (message.Length == 0)
            return "is empty";
        if (message.Length > Longest)
            return $"has {message.Length} characters";
        foreach (Rune rune in message.EnumerateRunes())
        {
            if (IsUnfit(rune))
                return $"holds the character U+{rune.Value:X4}";
        }
        return message.Contains(mustName, StringComparison.Ordinal) ? null : $"does not name {mustName}";
    }

    /// <summary>A text with everything replaced that is not to be shown.</summary>
    public static string Visible(string text)
    {
        var visible = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes().Take(300))
            visible.Append(IsUnfit(rune) ? $"\\u{rune.Value:X4}" : rune.ToString());
        return visible.ToString();
    }

    private static bool IsUnfit(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
