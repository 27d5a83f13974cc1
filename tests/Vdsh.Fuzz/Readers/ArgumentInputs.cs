// Names, numbers and lists on a command line: a wrong one is said to be wrong, and nothing else happens.
using System.Text;
using Vdsh.Cli;
using Vdsh.Cli.Bench;
using Vdsh.Cli.Comparing;
using Vdsh.Cli.Devices;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Serve.Hosting;

namespace Vdsh.Fuzz.Readers;

/// <summary>Command lines, an argument a line, which all name files that are not there; then each argument by itself as whatever it could be.</summary>
internal sealed class ArgumentInputs() : FuzzReader("arguments", "input.txt")
{
    private const int MostWords = 16, LongestWord = 100;

    private static readonly string[] Lines =
    [
        "train\n--features\nnone.npy\n--labels\nnone.npy\n--out\nOUT\n--bits\n16\n--layers\n3\n--eta\n0.1",
        "train\n--data\nmnist\n--data-dir\nDIR\n--protocol\nsdh\n--out\nOUT\n--seed\n7",
        "encode\n--model\nnone.vdsh\n--features\nnone.npz:x\n--out\nOUT",
        "search\n--codes\nnone.npy\n--queries\nnone.npy\n--k\n3\n--index\nmih\n--out\nOUT",
        "search\n--codes\nnone.vdshidx\n--queries\nnone.npy\n--radius\n2\n--bits\n48\n--out\nOUT",
        "evaluate\n--model\nnone.vdsh\n--data\nfashion-mnist\n--baselines\nlsh,ridge",
        "evaluate\n--db-codes\na.npy\n--db-labels\nb.npy\n--query-codes\nc.npy\n--query-labels\nd.npy\n--json",
        "compare\n--features\nnone.csv\n--labels\nnone.csv\n--methods\nlsh,codeword\n--bits\n16,32\n--layers\n3,4\n--out\nOUT",
        "export\nfaiss\n--codes\nnone.npy\n--ids\nnone.npy\n--out\nOUT",
        "export\nonnx\n--model\nnone.vdsh\n--out\nOUT",
    ];

    // What one word by itself can be.
    private static readonly string[] Single =
    [
        "http://127.0.0.1:8080;http://[::1]:0", "http://*:80", "http://localhost:1", "cuda:1", "cpu", "256x128x64", "512", "lsh", "objectives", "cifar-i", "unseen", "cifar10-gist",
        "none.npz:x:y", "a\0b", "CON", "", "hierarchy", "hierarchy:levels=3,classes=4,symbols=4,rules=2,items=8",
    ];

    public override double Weight => 0.1;

    public override bool UsesOtherThreads => true;

    public override IReadOnlyList<string> Words =>
    [
        "--data", "--protocol", "--bits", "--seed", "--device", "--threads", "--json", "--quiet", "--k", "--radius", "--", "-", "=", "--bits=", "@none", "--help", "--version", "16,32", ",", ";",
        "http://", ":", "x", "cuda:2147483648", "auto", "mnist", "sdh", "\n", "unseen",
    ];

    public override void Use(Trial trial)
    {
        string text = Encoding.UTF8.GetString(trial.Input);
        string[] arguments = text.Split('\n');
        // A message repeats the word, and long words make long messages.
        foreach (string argument in arguments.Take(MostWords))
            UseWord(trial, argument[..Math.Min(argument.Length, LongestWord)]);
        // Programs get no argument with a zero in it, and paths stay where the trial is.
        if (Lines.Any(line => line.StartsWith(arguments[0] + "\n", StringComparison.Ordinal)) && !text.Contains('\0') && !text.Contains('/'))
            Run(trial, arguments);
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        foreach (string line in Lines)
            yield return [Part.Text(line)];
        foreach (string word in Single)
            yield return [Part.Text(word)];
    }

    private static void UseWord(Trial trial, string word)
    {
        trial.Read("URLs", () => ListenAddress.ParseAll(word), mustName: "");
        trial.Read("device", () => DeviceChoice.Parse(word, isGiven: true, FactorRounding.None), mustName: "");
        trial.Read("methods", () => MethodList.Parse(word.Split(',')), mustName: "");
        trial.Read("product", () => ProductShape.TryParse(word, out _), mustName: "");
        trial.Read("data set", () => DatasetCatalog.FoldersOf(word), mustName: "");
        trial.Read("protocols", () => DatasetCatalog.ProtocolsOf(word), mustName: "");
        trial.Read("data folder", () => DatasetCatalog.IsAvailable("mnist", Below(trial, word)), mustName: "");
        string path = Below(trial, word);
        (string Name, Action<string> Read)[] ways =
        [
            ("features", name => FeatureFile.Load(name)), ("labels", name => LabelFile.Load(name)), ("ids", name => NpyFile.ReadIds(name)), ("model", name => HashModel.Load(name)),
            ("codes", name => CodeDatabase.Read(name)), ("index", name => HammingIndex.Load(name, Exercise.Backend)), ("mapped index", name => HammingIndex.Open(name, Exercise.Backend)),
            ("faiss index", name => FaissIndexFile.Read(name)), ("output", AtomicFile.EnsureWritable),
        ];
        foreach ((string name, Action<string> read) in ways)
            trial.Read($"name of {name}", () => read(path), mustName: "");
    }

    // A folder that is not there, and no way out of it. A zero is no character of a name, which .NET says itself.
    private static string Below(Trial trial, string word)
        => $"{trial.Folder}/none/{word.Replace("..", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}";

    private static void Run(Trial trial, string[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = arguments[i].Replace("OUT", Path.Combine(trial.Folder, "out"), StringComparison.Ordinal)
                .Replace("DIR", trial.Folder, StringComparison.Ordinal);
        }
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = CliApplication.Run(arguments, output, error);
        string said = error.ToString().TrimEnd('\n');
        // Help and versions are asked for; a device that is not there is no fault of the text.
        bool missesDevice = code == 1 && said.Contains("CUDA", StringComparison.Ordinal);
        Exercise.Require(code is 0 or 2 || missesDevice, $"'{arguments[0]}' ended with exit code {code}: {MessageCheck.Visible(said)}");
        if (code == 2)
        {
            string line = said.Split('\n')[^1];
            Exercise.Require(MessageCheck.FaultOf(line, "") is null, $"the message {MessageCheck.FaultOf(line, "")}: {MessageCheck.Visible(line)}");
        }
    }
}
