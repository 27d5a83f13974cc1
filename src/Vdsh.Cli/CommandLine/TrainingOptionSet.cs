// The options that shape a network and its training, with their defaults in one place.
using System.CommandLine;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Cli.CommandLine;

internal sealed class TrainingOptionSet
{
    private static readonly TrainingOptions Defaults = new();

    public Option<int> Bits { get; } = Numbers.Integer("--bits", "Length of a code, in bits (1..4096).", Defaults.Bits, 1, TrainingOptions.MaxBits);

    public Option<int> Layers { get; } = Numbers.Integer(
        "--layers", "Number of hidden layers; 0 learns one linear map. Any depth trains with the same settings.", Defaults.HiddenLayers, 0, 10_000);

    public Option<int?> FirstLayers { get; } = Numbers.OptionalInteger(
        "--first-layers", "Hidden layers that training starts with; the others join while it goes on, which is faster and "
        + "learns better. Not used with --full-batch. [default: 2 for codeword, 4 for other objectives, 8 for one-hot symbols]", 1, 10_000);

    public Option<int> Width { get; } = Numbers.Integer("--width", "Neurons in each hidden layer.", Defaults.Width, 1, 65536);

    public Option<string> Objective { get; } = Choice.Of(
        "--objective",
        "What the codes learn: 'codeword' (each class has a code word), 'vdsh' (the labels can be read linearly from the bits), 'dcwh' (each class has a learned centre), "
        + "'dpsh' (pairs that share a label are near), 'dtsh' (nearer than others by a margin), 'talr-ap' or 'talr-ndcg' (each item ranks the others well).",
        Defaults.Objective, [.. ObjectiveCatalog.Names]);

    public Option<int?> Sweeps { get; } = Numbers.OptionalInteger("--sweeps", "Passes over the training set. [default: chosen from the size of the data]", 1, 1_000_000);

    public Option<int> Batch { get; } = Numbers.Integer("--batch", "Items in a mini-batch.", Defaults.Batch, 2);

    public Option<double?> Until { get; } = Numbers.OptionalReal(
        "--until", "Stops early when the loss of a sweep improves by less than this fraction over a few sweeps of all layers, e.g. 0.01. [default: never]", 1e-6, 0.999);

    public Option<bool> FullBatch { get; } = new("--full-batch")
    {
        Description = "Trains on the whole set at every step with a line search: slower, but the loss falls at every accepted step.",
    };

    public Option<double?> Dropout { get; } = Numbers.OptionalReal(
        "--dropout", "Fraction of the inputs dropped at random in training (0..0.95). "
        + "[default: 0.2 up to 10,000 training items, 0.1 beyond, and 0 for one-hot symbols]", 0, 0.95);

    public Option<double?> Mixup { get; } = Numbers.OptionalReal(
        "--mixup", "Largest share of another item mixed into each item and its labels in training (0..0.5); only objectives "
        + "vdsh and dcwh mix. [default: 0.3, and 0 for one-hot symbols]", 0, 0.5);

    public Option<double?> Alpha { get; } = Numbers.OptionalReal(
        "--alpha", "Damping of the layers' local problems, relative to their mean curvature. [default: chosen from the network]", 1e-6, 1e9);

    public Option<double?> Decay { get; } = Numbers.OptionalReal(
        "--decay", "Weight decay (0..1). 0.1 keeps a net from learning its items by heart, which helps on items that "
        + "training never saw; little fits the training items best. [default: 1e-5, and 0.1 for one-hot symbols]", 0, 1);

    public OutputFolderOption Checkpoint { get; } = new("--checkpoint", "checkpoint.safetensors")
    {
        Description = "Directory that receives a checkpoint after every sweep (made if it does not exist). One that is there already is kept unless --resume is given.",
    };

    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Continues from the checkpoint in --checkpoint; the result is the same as without the interruption.",
    };

    public void AddTo(Command command)
    {
        Option[] options = [Bits, Layers, Objective];
        foreach (Option option in options)
            command.Add(option);
        AddSharedTo(command);
        command.Add(Checkpoint);
        command.Add(Resume);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Resume) && result.GetValue(Checkpoint) is null)
                result.AddError("--resume needs --checkpoint DIR, the directory of the training to continue.");
        });
    }

    /// <summary>Adds the options that trainings of a comparison share: those that do not tell its cells apart.</summary>
    public void AddSharedTo(Command command)
    {
        Option[] options = [FirstLayers, Width, Sweeps, Batch, Until, FullBatch, Dropout, Mixup, Alpha, Decay];
        foreach (Option option in options)
            command.Add(option);
    }

    /// <summary>The options of a parsed command line.</summary>
    public TrainingOptions Read(ParseResult parsed, ulong seed) => ReadShared(parsed, seed) with
    {
        Bits = parsed.GetValue(Bits),
        HiddenLayers = parsed.GetValue(Layers),
        Objective = parsed.GetValue(Objective)!,
        CheckpointDirectory = parsed.GetValue(Checkpoint),
        Resume = parsed.GetValue(Resume),
    };

    /// <summary>The options that <see cref="AddSharedTo"/> added, all others at their defaults.</summary>
    public TrainingOptions ReadShared(ParseResult parsed, ulong seed) => Defaults with
    {
        FirstLayers = parsed.GetValue(FirstLayers),
        Width = parsed.GetValue(Width),
        Sweeps = parsed.GetValue(Sweeps),
        Batch = parsed.GetValue(Batch),
        Until = parsed.GetValue(Until),
        FullBatch = parsed.GetValue(FullBatch),
        InputDropout = (float?)parsed.GetValue(Dropout),
        Mixup = (float?)parsed.GetValue(Mixup),
        Alpha = (float?)parsed.GetValue(Alpha),
        WeightDecay = (float?)parsed.GetValue(Decay),
        Seed = seed,
    };
}
