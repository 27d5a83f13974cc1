// The runtime turns bytes of a name that are not UTF-8 into U+FFFD: another file could be read or overwritten than the
// one that was named.
using System.CommandLine;
using System.CommandLine.Parsing;
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

    /// <summary>Refuses options and arguments that were given without any text, as an unset variable of a script gives
    /// them.</summary>
    /// <exception cref="InputException">An option or argument is empty.</exception>
    public static void EnsureGiven(ParseResult parsed)
    {
        // Global options belong to the commands above the one that runs.
        for (SymbolResult? level = parsed.CommandResult; level is CommandResult command; level = level.Parent)
        {
            foreach (Option option in command.Command.Options)
                EnsureGiven(option.Name, option.HelpName, parsed.GetResult(option));
            foreach (Argument argument in command.Command.Arguments)
                EnsureGiven(argument.Name, argument.HelpName, parsed.GetResult(argument));
        }
    }

    private static void EnsureGiven(string name, string? value, SymbolResult? result)
    {
        if (result?.Tokens.Any(token => token.Value.Length == 0) != true)
            return;
        string wanted = value is null ? "a value" : $"a value for {value}";
        throw new InputException($"{name} is empty; give {wanted}, or leave it out where it is optional.");
    }
}
