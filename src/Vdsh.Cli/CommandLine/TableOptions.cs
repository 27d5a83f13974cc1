// A CSV file does not say which of its columns are features; where that is not certain, these options settle it, in
// every command alike.
using System.CommandLine;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal sealed class TableOptions
{
    private const string Yes = "yes", No = "no", Point = "point", Comma = "comma";

    private readonly Option<string?> header = Word(
        "--header", "For CSV features: whether the first line names the columns. [default: as the file shows; an error "
            + "where it could be either]", Yes, No);

    private readonly Option<IReadOnlyList<string>> drop = WordList.Names(
        "--drop-columns", "For CSV features: columns to leave out, by name or by number from 1.");

    private readonly Option<IReadOnlyList<string>> keep = WordList.Names(
        "--keep-columns", "For CSV features: columns to take although they look like labels, ids or row numbers.");

    private readonly Option<string?> point =
        Word("--decimal", "For CSV features: how numbers are written, 1.5 or 1,5. [default: point]", Point, Comma);

    public void AddTo(Command command)
    {
        Option[] options = [header, drop, keep, point];
        foreach (Option option in options)
            command.Add(option);
    }

    /// <summary>How the feature files of this command line are to be read, and the label files beside them.</summary>
    public InputOptions Read(ParseResult parsed, CommandSession session) => ForLabels(session) with
    {
        Header = parsed.GetValue(header) is string word ? word == Yes : null,
        DropColumns = parsed.GetValue(drop) ?? [],
        KeepColumns = parsed.GetValue(keep) ?? [],
        DecimalComma = parsed.GetValue(point) == Comma,
    };

    /// <summary>How label files are read where there are no features.</summary>
    public static InputOptions ForLabels(CommandSession session)
        => new() { Related = new RelatedFiles(), Note = session.Output.Note, Cancellation = session.Cancellation };

    /// <summary>Refuses these options where no file of features is read.</summary>
    /// <exception cref="InputException">One was given.</exception>
    public void RequireAbsent(ParseResult parsed, string instead)
    {
        foreach (Option option in (Option[])[header, drop, keep, point])
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException(
                    $"{option.Name} belongs to a CSV file of features; leave it out with {instead}.");
        }
    }

    private static Option<string?> Word(string name, string description, string first, string second) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (text != first && text != second)
                result.AddError($"{name} must be {first} or {second}, not '{text}'.");
            return text;
        },
        HelpName = $"{first}|{second}",
    };
}
