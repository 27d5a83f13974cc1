// A pipe does not say how long it is, so nothing that a header claims can be compared with the file's size.
using System.IO.Pipes;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Fuzz.Readers;

/// <summary>Arrays and tables out of a pipe, as a shell's &lt;(...) hands them over. Where there are no such names, out of a file.</summary>
internal sealed class PipeInputs() : ArrayFile("pipe", "input")
{
    // What a pipe holds without anybody reading it.
    private const int Room = 60_000;

    private readonly FuzzReader[] formats = [new NpyInputs(), new IdxInputs(), new CsvInputs()];

    public override IReadOnlyList<string> Words => [.. formats.SelectMany(format => format.Words)];

    public override byte[] Join(Part[] parts, SeededRandom random) => formats[parts.Length == 3 ? 0 : parts.Length == 2 ? 1 : 2].Join(parts, random);

    public override void Use(Trial trial)
    {
        if (!OperatingSystem.IsLinux() || trial.Input.Length > Room)
        {
            base.Use(trial);
            return;
        }
        Read(trial, "features", path => Exercise.Features(FeatureFile.Load(path), path));
        Read(trial, "labels", path => Exercise.Labels(LabelFile.Load(path)));
        Read(trial, "codes", path =>
        {
            (HashCodes codes, long[]? ids) = CodeDatabase.Read(path);
            Exercise.Codes(codes, ids, trial.Path, trial.Folder);
        });
        Read(trial, "ids", path => NpyFile.ReadIds(path));
    }

    protected override IEnumerable<Part[]> CreateSeeds() => formats.SelectMany(format => format.Seeds);

    private static void Read(Trial trial, string way, Action<string> read)
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        writer.Write(trial.Input);
        string path = $"/proc/self/fd/{reader.SafePipeHandle.DangerousGetHandle()}";
        writer.Dispose();
        trial.Read($"{way} from a pipe", () => read(path), path);
    }
}
