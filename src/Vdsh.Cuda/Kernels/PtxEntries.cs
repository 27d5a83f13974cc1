// Reads just enough PTX to know what each entry takes.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Vdsh.Cuda.Kernels;

/// <summary>The entries of a PTX text and their parameters.</summary>
internal static partial class PtxEntries
{
    /// <summary>Bytes of each parameter, by entry.</summary>
    /// <exception cref="FormatException">A parameter has a type that kernels of this engine do not use.</exception>
    public static Dictionary<string, int[]> Read(string ptx)
    {
        var entries = new Dictionary<string, int[]>();
        foreach (Match entry in Entry().Matches(ptx))
            entries.Add(entry.Groups[1].Value, [.. Parameter().Matches(entry.Groups[2].Value).Select(Size)]);
        return entries;
    }

    private static int Size(Match parameter)
    {
        string type = parameter.Groups[1].Value;
        return int.TryParse(type.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits % 8 == 0
            ? bits / 8
            : throw new FormatException($"PTX parameter '{parameter.Value}' has an unexpected type.");
    }

    [GeneratedRegex(@"\.entry\s+([\w$]+)\s*\(([^)]*)\)")]
    private static partial Regex Entry();

    // Attributes such as .ptr .global .align 4 may stand between type and name.
    [GeneratedRegex(@"\.param\s+\.(\w+)[^,]*")]
    private static partial Regex Parameter();
}
