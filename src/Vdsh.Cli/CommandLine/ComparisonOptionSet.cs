// A comparison multiplies lists: methods, code lengths, depths and protocols; these are its options besides those of a training.
using System.CommandLine;
using Vdsh.Cli.Comparing;
using Vdsh.Cli.Devices;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Cli.CommandLine;

internal sealed class ComparisonOptionSet
{
    private static readonly TrainingOptions Defaults = new();

    private readonly TrainingOptionSet training = new();
    private readonly Option<IReadOnlyList<string>> methods = WordList.Names(
        "--methods",
        $"What to compare, between commas: objectives of deep networks ({string.Join(", ", ObjectiveCatalog.Names)}), shallow baselines ({string.Join(", ", BaselineCatalog.Names)}), "
        + $"or the groups {MethodList.Objectives}, {MethodList.Baselines} and {MethodList.All}. [default: {MethodList.All}]");
    private readonly Option<IReadOnlyList<int>> bits = WordList.Integers("--bits", "Code lengths, e.g. 16,32,48,64.", Defaults.Bits, 1, TrainingOptions.MaxBits);
    private readonly Option<IReadOnlyList<int>> layers = WordList.Integers("--layers", "Numbers of hidden layers, e.g. 3,32; baselines have none.", Defaults.HiddenLayers, 0, 10_000);
    private readonly OutputFolderOption target = new("--out", "results.jsonl", "results.md", "report.html", "models/*")
    {
        Description = "Folder that receives results.jsonl, results.md and report.html. What it holds already is kept: finished cells are not computed again.",
        Required = true,
    };

    public ComparisonDataOptions Data { get; } = new();

    public Option<bool> KeepModels { get; } = new("--keep-models") { Description = "Also keeps the networks that this run trains, in DIR/models." };

    public Option<bool> StableSort { get; } = new("--stable-sort") { Description = "Also measures what a stable sort would report; it takes longer than all other measures together." };

    public Option<IReadOnlyList<int>> MapAt { get; } = AnalysisOptions.MapAtOption();

    public void AddTo(Command command)
    {
        Data.AddTo(command);
        Option[] options = [methods, bits, layers, target];
        foreach (Option option in options)
            command.Add(option);
        training.AddSharedTo(command);
        command.Add(KeepModels);
        command.Add(StableSort);
        command.Add(MapAt);
    }

    /// <summary>The cells that the command line asks for.</summary>
    /// <exception cref="InputException">A method does not exist, or a training option is outside its range.</exception>
    public ComparisonPlan ReadPlan(ParseResult parsed, ulong seed, FactorRounding rounding)
    {
        TrainingOptions options = training.ReadShared(parsed, seed);
        options.Validate();
        return new ComparisonPlan
        {
            Methods = MethodList.Parse(parsed.GetValue(methods) ?? [MethodList.All]),
            Bits = parsed.GetValue(bits) ?? [Defaults.Bits],
            Layers = parsed.GetValue(layers) ?? [Defaults.HiddenLayers],
            Options = options,
            Rounding = rounding,
        };
    }

    /// <summary>The folder of the results.</summary>
    public string ReadTarget(ParseResult parsed) => parsed.GetRequiredValue(target);
}
