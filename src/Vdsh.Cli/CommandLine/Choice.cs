// Options with a few allowed words, which a wrong word's message lists.
using System.CommandLine;

namespace Vdsh.Cli.CommandLine;

internal static class Choice
{
    public static Option<string> Of(string name, string description, string defaultValue, params string[] allowed) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!allowed.Contains(text, StringComparer.Ordinal))
                result.AddError($"{name} must be one of {string.Join(", ", allowed)}, not '{text}'.");
            return text;
        },
        HelpName = string.Join('|', allowed),
    };
}
