// vdsh demo: the main job on real data, from one command and in seconds.
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Measuring;
using Vdsh.Cli.Output;
using Vdsh.Cli.Reports;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Training;

namespace Vdsh.Cli.Commands;

internal sealed class DemoCommand : CliCommand
{
    private const string DataSet = "digits";

    private readonly OutputFolderOption target = new("--out", "model.vdsh", "report.html")
    {
        Description = "Folder that receives model.vdsh and report.html (made if it does not exist).",
        DefaultValueFactory = _ => "vdsh-demo",
    };
    private readonly Option<int> layers = Numbers.Integer("--layers", "Number of hidden layers.", 64, 0, 10_000);
    private readonly Option<int> width = Numbers.Integer("--width", "Neurons in each hidden layer.", 128, 1, 65_536);
    private readonly Option<int?> sweeps = Numbers.OptionalInteger("--sweeps", "Passes over the training set. [default: chosen from the size of the data]", 1, 1_000_000);

    public DemoCommand(GlobalOptions global) : base(
        "demo",
        "Trains a network of 64 hidden layers on the embedded handwritten digits (80 % training and database, 20 % queries), evaluates it and writes model and report.",
        global,
        "vdsh demo", "vdsh demo --out /tmp/demo --seed 7")
    {
        Option[] options = [target, layers, width, sweeps];
        foreach (Option option in options)
            Add(option);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        string directory = OutputPath.CheckDirectory(parsed.GetValue(target)!, "--out");
        string modelPath = OutputPath.Check(Path.Combine(directory, "model.vdsh"), "--out"), reportPath = OutputPath.Check(Path.Combine(directory, "report.html"), "--out");
        ProtocolSplit split = DatasetCatalog.Load(DataSet, null, session.Seed);
        var options = new TrainingOptions
        {
            HiddenLayers = parsed.GetValue(layers), Width = parsed.GetValue(width), Sweeps = parsed.GetValue(sweeps), Seed = session.Seed,
        };
        session.Output.Note(
            $"Training {options.HiddenLayers} hidden layers of {options.Width} on {split.Training.Count} handwritten digits, {options.Bits} bits, on {session.Backend.Description}.");
        TrainingResult result = TrainingRun.Execute(session, options, split.Training);
        HashModel model = result.Model.WithMetadata(TrainingSet.Of(split).Metadata);
        EvaluationOutcome outcome = ModelEvaluation.Run(session, model, split, BaselineChoice.Default,
            new QueryAnalysis(), protocol: null) with
        {
            Depth = DepthAnalysis.Run(model, session.Backend, split.Queries, split.Database, null,
                session.Cancellation),
        };
        ReportData page = EvaluationView.ToReport(
            session, $"Vdsh demo: {options.HiddenLayers} hidden layers on handwritten digits", outcome, Settings(session, options, split, result, model), result.Sweeps, split);
        model.Save(modelPath);
        AtomicFile.Write(reportPath, stream => stream.Write(Encoding.UTF8.GetBytes(HtmlReport.Render(page))));

        session.Output.Line($"Trained {options.HiddenLayers} hidden layers in {Text.Seconds(result.Seconds)}; loss {Loss(result.Sweeps[0])} -> {Loss(result.Sweeps[^1])}.");
        EvaluationView.Print(session.Output, outcome);
        session.Output.Line($"Wrote {modelPath} and {reportPath}.");
        session.Output.Object(() =>
        {
            JsonObject description = EvaluationJson.Describe(outcome);
            description["layers"] = model.HiddenLayers;
            description["width"] = options.Width;
            description["secondsTrain"] = result.Seconds;
            description["model"] = modelPath;
            description["report"] = reportPath;
            return description;
        });
    }

    private static List<(string Name, string Value)> Settings(CommandSession session, TrainingOptions options, ProtocolSplit split, TrainingResult result, HashModel model) =>
    [
        ("data", $"{split.Dataset} (embedded)"), ("protocol", split.Protocol), ("seed", $"{session.Seed}"),
        ("training items", $"{split.Training.Count}"), ("objective", options.Objective), ("bits", $"{options.Bits}"),
        ("hidden layers", $"{options.HiddenLayers}"), ("width", $"{options.Width}"), ("parameters", FormattableString.Invariant($"{model.Parameters:#,0}")),
        ("sweeps", $"{result.Sweeps.Count}"), ("batch", $"{options.Batch}"), ("training time", Text.Seconds(result.Seconds)), ("device", session.Backend.Description),
    ];

    private static string Loss(SweepRecord sweep) => FormattableString.Invariant($"{sweep.Loss:0.0000}");
}
