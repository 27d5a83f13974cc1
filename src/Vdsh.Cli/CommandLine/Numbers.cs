// Numeric options that name themselves, the bad value and the allowed range when they refuse it.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Vdsh.Cli.CommandLine;

internal static class Numbers
{
    public static Option<int> Integer(string name, string description, int defaultValue, int minimum, int maximum = int.MaxValue) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result => ParseInteger(result, name, minimum, maximum) ?? defaultValue,
        HelpName = "N",
    };

    public static Option<int?> OptionalInteger(string name, string description, int minimum, int maximum = int.MaxValue) => new(name)
    {
        Description = description,
        CustomParser = result => ParseInteger(result, name, minimum, maximum),
        HelpName = "N",
    };

    public static Option<double?> OptionalReal(string name, string description, double minimum, double maximum) => new(name)
    {
        Description = description,
        CustomParser = result => ParseReal(result, name, minimum, maximum),
        HelpName = "X",
    };

    public static Option<double> Real(string name, string description, double defaultValue, double minimum, double maximum) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result => ParseReal(result, name, minimum, maximum) ?? defaultValue,
        HelpName = "X",
    };

    public static Option<ulong> Seed(string name, string description, ulong defaultValue) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            if (ulong.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
                return value;
            result.AddError($"{name} must be a whole number from 0 to {ulong.MaxValue}, not '{result.Tokens[0].Value}'.");
            return defaultValue;
        },
        HelpName = "N",
    };

    private static int? ParseInteger(ArgumentResult result, string name, int minimum, int maximum)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum)
            return value;
        result.AddError($"{name} must be a whole number {Range(minimum, maximum, int.MaxValue)}, not '{text}'.");
        return null;
    }

    private static double? ParseReal(ArgumentResult result, string name, double minimum, double maximum)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= minimum && value <= maximum)
            return value;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {minimum} to {maximum}, not '{text}'."));
        return null;
    }

    internal static string Range(int minimum, int maximum, int unbounded)
        => maximum == unbounded ? $"of at least {minimum}" : $"from {minimum} to {maximum}";
}
