// Downloads are named after what they hold, and headings may hold anything.
using System.Text;

namespace Vdsh.Cli.Reports.Page;

internal static class FileName
{
    private const int Longest = 60;

    /// <summary>Lower-case letters and digits of the parts, joined by single hyphens.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var name = new StringBuilder();
        foreach (char letter in string.Join('-', parts).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                name.Append(letter);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }
        string whole = name.ToString();
        return whole[..Math.Min(Longest, whole.Length)].Trim('-');
    }
}
