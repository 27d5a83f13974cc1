// The runtime turns bytes of a name that are not UTF-8 into U+FFFD: another file could be read or overwritten than the
// one that was named.
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal static class ArgumentText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Refuses arguments that may not be what was typed.</summary>
    /// <exception cref="InputException">An argument holds the mark that stands for bytes that are not
    /// UTF-8.</exception>
    public static void EnsureIntact(IReadOnlyList<string> args)
    {
        foreach (string argument in args)
        {
            if (argument.Contains(Replacement, StringComparison.Ordinal))
            {
                throw new InputException(
                    $"the argument {MessageText.Quote(argument)} holds bytes that are not UTF-8 (shown as "
                        + $"{Replacement}), so the file it names cannot be reached; rename the file or give a link to "
                        + "it.");
            }
        }
    }
}
