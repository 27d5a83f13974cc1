// The look at a model's depth is made by several commands, with the same say over how many items it takes.
using System.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.CommandLine;

internal sealed class DepthOptions
{
    // As many items a query as by default.
    private const int ItemsPerQuery = 5;

    public Option<bool> Depth { get; } = new("--depth")
    {
        Description = "Measures what each hidden layer is worth, and the effective depth: how many hidden layers the "
            + "map needs.",
    };

    public Option<int?> Items { get; } = Numbers.OptionalInteger(
        "--depth-items",
        "With --depth: most database items it takes, and a fifth as many queries, drawn by class; 0 takes all. "
        + "[default: 10000]", 0);

    public void AddTo(Command command)
    {
        command.Add(Depth);
        command.Add(Items);
    }

    /// <summary>Analyses a model.</summary>
    /// <exception cref="InputException">The items do not suit it.</exception>
    public DepthReport Run(ParseResult parsed, CommandSession session, HashModel model, ProtocolSplit split)
    {
        session.Output.Note($"Leaving out each of {model.HiddenLayers} hidden layers, then as many as can be missed.");
        DepthAnalysisOptions options = parsed.GetValue(Items) switch
        {
            null => new DepthAnalysisOptions { Seed = split.Seed },
            0 => new DepthAnalysisOptions { MostItems = int.MaxValue, MostQueries = int.MaxValue },
            int items => new DepthAnalysisOptions
            {
                MostItems = items, MostQueries = Math.Max(1, items / ItemsPerQuery), Seed = split.Seed,
            },
        };
        return DepthAnalysis.Run(model, session.Backend, split.Queries, split.Database, options, session.Cancellation);
    }

    /// <summary>Refuses --depth-items without --depth.</summary>
    /// <exception cref="InputException">It was given alone.</exception>
    public void Check(ParseResult parsed)
    {
        if (!parsed.GetValue(Depth) && parsed.GetValue(Items) is not null)
            throw new InputException($"{Items.Name} says how many items {Depth.Name} takes; give both or neither.");
    }
}
