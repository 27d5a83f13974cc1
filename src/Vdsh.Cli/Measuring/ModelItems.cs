// Which items a model is measured on: those of a named data set, as it was trained on it, or the user's own.
using System.CommandLine;
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Cli.Measuring;

/// <summary>Items for a model.</summary>
/// <param name="Split">The items.</param>
/// <param name="Choice">How they were chosen from a named data set; null for the user's own.</param>
internal sealed record ModelItems(ProtocolSplit Split, ProtocolChoice? Choice)
{
    /// <summary>What a reader should know about the choice.</summary>
    public IReadOnlyList<string> Notes => Choice?.Notes ?? [];

    /// <summary>Loads the items that the options name.</summary>
    /// <param name="parsed">The command line; it names a data set, or four files.</param>
    /// <param name="session">The running command.</param>
    /// <param name="options">The options.</param>
    /// <param name="model">The model.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="InputException">The items cannot be loaded or do not suit the model.</exception>
    public static ModelItems Load(ParseResult parsed, CommandSession session, EvaluationOptionSet options,
        HashModel model, string path)
    {
        ModelItems items = parsed.GetValue(options.Named.Data) is string data
            ? LoadNamed(parsed, session, options, model, data)
            : new ModelItems(options.LoadUserSplit(parsed, session), null);
        CheckFeatures(model, path, items.Split.Queries, "queries");
        CheckFeatures(model, path, items.Split.Database, "database");
        return items;
    }

    private static ModelItems LoadNamed(ParseResult parsed, CommandSession session, EvaluationOptionSet options,
        HashModel model, string data)
    {
        ProtocolChoice choice = ProtocolChoice.For(
            model, data, parsed.GetValue(options.Named.Protocol), session.SeedIsGiven ? session.Seed : null,
                session.Seed);
        return new ModelItems(options.Named.Load(parsed, choice.Protocol, choice.Seed), choice);
    }

    private static void CheckFeatures(HashModel model, string path, LabeledData items, string what)
    {
        if (items.Features.Columns != model.InputColumns)
        {
            throw new InputException(
                $"The model {path} expects {model.InputColumns} features, but the {what} have "
                    + $"{items.Features.Columns}; evaluate it on the kind of items it was trained on.");
        }
    }
}
