// peers train: the same network on the same data with the same targets, trained by Vdsh and by backpropagation with Adam in PyTorch.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Peers.Training;

internal sealed class TrainCommand : Command
{
    private static readonly double[] Maps = [0.95, 0.97, 0.98];
    private static readonly NetShape[] Nets = [new(3, 512), new(16, 512), new(64, 256)];
    private static readonly int[] Passes = [1, 2, 3, 4, 8];

    private readonly Option<bool> quick = new("--quick") { Description = "Only the first net." };
    private readonly Option<IReadOnlyList<string>> nets = WordList.Names("--nets", $"Hidden layers x width of the nets. [default: {string.Join(",", Nets.AsEnumerable())}]");
    private readonly Option<int> threads = Numbers.Integer("--threads", "Threads of both.", Environment.ProcessorCount, 1, 4096);
    private readonly Option<int> bits = Numbers.Integer("--bits", "Length of a code, in bits.", 48, 1, HashCodes.MaximumBits);
    private readonly Option<string?> dataDirectory = new("--data-dir") { Description = "Folder with the files of MNIST. [default: $VDSH_DATA, then the user's cache]", HelpName = "DIR" };

    public TrainCommand(SharedOptions shared) : base("train", "Trains on MNIST (60,000 images, protocol 'full') with Vdsh and with PyTorch, and compares the time to a map.")
    {
        Option[] options = [quick, nets, threads, bits, dataDirectory];
        foreach (Option option in options)
            Add(option);
        SetAction(parsed => Run(parsed, shared.Output(parsed), parsed.GetValue(shared.Seed)));
    }

    private void Run(ParseResult parsed, CommandOutput output, ulong seed)
    {
        NetShape[] shapes = parsed.GetValue(nets) is { } names ? [.. names.Select(NetShape.Parse)] : parsed.GetValue(quick) ? Nets[..1] : Nets;
        if (TorchTrainer.FindPython() is not string python)
        {
            output.Line("peers: the comparison with PyTorch is skipped: there is no python3 with torch and numpy; on Debian, 'tests/install-test-tools.sh peers' installs them.");
            output.ObjectNow(() => new JsonObject { ["skipped"] = "no python3 with torch and numpy" });
            return;
        }
        if (OperatingSystem.IsLinux() && TorchTrainer.OpenMpBlas() is null)
            output.Line("peers: there is no OpenBLAS that shares PyTorch's threads; a PyTorch that uses the system's BLAS is slower than it could be. On Debian, 'tests/install-test-tools.sh peers' installs one.");
        int length = parsed.GetValue(bits), count = parsed.GetValue(threads);
        ProtocolSplit split = DatasetCatalog.Load("mnist", Protocol.Full, seed, parsed.GetValue(dataDirectory));
        using var folder = new ExchangeFolder(split);
        folder.Write("codewords", ClassCodewords.Create(split.Training.Labels.ClassCount, length, seed).Codes);
        var other = new OtherWork();
        using var theirs = new TorchTrainer(python, folder, count, length, seed);
        var comparison = new TrainingComparison(new OwnTrainer(split, folder, count, length, seed), theirs, output, Passes, Maps);
        comparison.WarmUp(shapes[0]);
        var results = new List<NetResult>();
        foreach (NetShape net in shapes)
        {
            NetResult result = comparison.Run(net);
            results.Add(result);
            output.Draw(TrainingTables.Of(result, Maps));
        }
        double? share = other.Share(theirs.Cpu);
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = count });
        output.Line($"{backend.Description}; PyTorch {theirs.Versions["torch"]}. {OtherWork.Describe(share)}");
        output.ObjectNow(() => new JsonObject
        {
            ["device"] = backend.Description,
            ["peer"] = theirs.Versions.DeepClone(),
            ["peerBlas"] = TorchTrainer.OpenMpBlas(),
            ["otherWork"] = share,
            ["threads"] = count,
            ["bits"] = length,
            ["seed"] = seed,
            ["nets"] = new JsonArray([.. results.Select(result => TrainingTables.Describe(result, Maps))]),
        });
    }
}
