// Lists on a command line are words or numbers between commas; they are read, and refused, in one way.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Vdsh.Cli.CommandLine;

internal static class WordList
{
    /// <summary>An option that takes whole numbers between commas; a number that is named twice counts once.</summary>
    public static Option<IReadOnlyList<int>> Integers(
        string name, string description, int defaultValue, int minimum, int maximum)
        => Integers(name, $"{description} [default: {defaultValue}]", minimum, maximum);

    /// <summary>The same without a default.</summary>
    public static Option<IReadOnlyList<int>> Integers(
        string name, string description, int minimum, int maximum = int.MaxValue) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Parse(result, name, word =>
            int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum
                ? (value, null)
                : (0, $"{name} must be whole numbers {Numbers.Range(minimum, maximum, int.MaxValue)} between commas, "
                    + $"not '{word}'.")),
        HelpName = "N,..",
    };

    /// <summary>An option that takes names between commas; a name that is given twice counts once.</summary>
    public static Option<IReadOnlyList<string>> Names(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Parse<string>(result, name, word => (word, null)),
        HelpName = "NAME,..",
    };

    private static IReadOnlyList<T> Parse<T>(ArgumentResult result, string name, Func<string, (T Value, string? Error)> convert)
    {
        List<T> values = [];
        foreach (string word in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            (T value, string? error) = convert(word);
            error ??= word.Length == 0 ? $"{name} has an empty entry in '{result.Tokens[0].Value}'; give values between single commas." : null;
            if (error is not null)
            {
                result.AddError(error);
                break;
            }
            if (!values.Contains(value))
                values.Add(value);
        }
        return values;
    }
}
