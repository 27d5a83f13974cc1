// Reads just enough PTX to know what each entry takes.
using System.Globalization;
using System.Text.RegularExpressions;
using Vdsh.Data;

namespace Vdsh.Cuda.Kernels;

/// <summary>The entries of a PTX text and their parameters.</summary>
internal static partial class PtxEntries
{
    /// <summary>Bytes of each parameter, by entry.</summary>
    /// <param name="ptx">The text.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InputException">
    /// An entry is there twice, or a parameter has a type that kernels of this engine do not use.
    /// </exception>
    public static Dictionary<string, int[]> Read(string ptx, string name)
    {
        var entries = new Dictionary<string, int[]>();
        foreach (Match entry in Entry().Matches(ptx))
        {
            string own = entry.Groups[1].Value;
            if (!entries.TryAdd(own, [.. Parameter().Matches(entry.Groups[2].Value).Select(match => Size(match, own, name))]))
                throw new InputException($"{name} has the entry {Shorten(own)} twice; compile it again.");
        }
        return entries;
    }

    private static int Size(Match parameter, string entry, string name)
    {
        string type = parameter.Groups[1].Value;
        bool isSize = int.TryParse(type.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits);
        return isSize && bits is > 0 and <= 64 && bits % 8 == 0 ? bits / 8 : throw new InputException(
            $"{name}: entry {Shorten(entry)} takes a parameter of type .{Shorten(type)}; types of 8 to 64 bits are passed, so compile it again.");
    }

    // Names and types match \w, so that they hold nothing that cannot be shown.
    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";

    [GeneratedRegex(@"\.entry\s+([\w$]+)\s*\(([^()]*)\)")]
    private static partial Regex Entry();

    // Attributes such as .ptr .global .align 4 may stand between type and name.
    [GeneratedRegex(@"\.param\s+\.(\w+)[^,]*")]
    private static partial Regex Parameter();
}
