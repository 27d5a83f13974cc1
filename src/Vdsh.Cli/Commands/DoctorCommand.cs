// vdsh doctor: the first thing to ask for when something is slow or not found.
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Diagnostics;
using Vdsh.Cli.Output;

namespace Vdsh.Cli.Commands;

internal sealed class DoctorCommand : CliCommand
{
    private readonly Option<string?> dataDirectory = new("--data-dir")
    {
        Description = "A folder to look for the named data sets in first. [default: $VDSH_DATA, then the user's cache]",
        HelpName = "DIR",
    };

    public DoctorCommand(GlobalOptions global) : base(
        "doctor",
        "Says what hardware, drivers and data sets were found, what was tried, and what will be used.",
        global,
        "vdsh doctor", "vdsh doctor --json", "vdsh doctor --device cuda:1") => Add(dataDirectory);

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        CudaFindings cuda = CudaFindings.Look();
        using var cpu = new CpuDevice(session.Threads);
        DeviceVerdict verdict = DeviceVerdict.Of(session.Choice, cuda);
        IReadOnlyList<DataSetFinding> sets = DataSetFinding.All(parsed.GetValue(dataDirectory));
        CommandOutput output = session.Output;
        output.Line($"system      {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.OSArchitecture}, .NET {Environment.Version}");
        output.Line($"processor   {cpu.Backend.Description}; {Environment.ProcessorCount} logical processors");
        output.Line($"vectors     supported: {Join(VectorSupport.Widths.Select(width => $"{width} bits"))}; instruction sets: {Join(VectorSupport.InstructionSets)}");
        output.Line(FormattableString.Invariant($"memory      {Gib(Memory)} available to this process"));
        Print(output, cuda);
        output.Line($"device      {verdict.Sentence}");
        foreach (DataSetFinding set in sets)
        {
            output.Line($"data        {set.Name}: {(set.Available ? "available" : "not found")}{(set.Folders.Count == 0 ? " (built in)" : "")}");
            foreach ((string folder, bool exists) in set.Folders)
                output.Line($"            looked in {folder}{(exists ? "" : " (no such folder)")}");
        }
        output.Object(() => Describe(session, cpu, cuda, verdict, sets));
    }

    private static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static void Print(CommandOutput output, CudaFindings cuda)
    {
        output.Line($"cuda        driver: {(cuda.HasDriver ? $"version {cuda.DriverVersion ?? "unknown"}" : "not found")}");
        PrintAttempts(output, cuda.DriverAttempts);
        foreach (GpuFinding gpu in cuda.Gpus)
        {
            output.Line(
                $"            device {gpu.Index}: {gpu.Name}, compute capability {gpu.ComputeCapability}, {gpu.Multiprocessors} multiprocessors, {Gib(gpu.MemoryBytes)}"
                + (gpu.IsEmulated ? " - THIS IS AN EMULATOR, NOT A GPU" : ""));
        }
        if (cuda.Gpus.Count == 0)
            output.Line("            devices: none");
        output.Line($"            cuBLAS: {(cuda.HasCublas ? $"version {cuda.CublasVersion ?? "unknown"}" : "not found")}");
        PrintAttempts(output, cuda.CublasAttempts);
    }

    private static void PrintAttempts(CommandOutput output, IReadOnlyList<LibraryAttempt> attempts)
    {
        foreach (LibraryAttempt attempt in attempts)
            output.Line($"            tried {attempt.Path}: {attempt.Problem ?? "loaded"}");
    }

    private static JsonObject Describe(CommandSession session, CpuDevice cpu, CudaFindings cuda, DeviceVerdict verdict, IReadOnlyList<DataSetFinding> sets) => new()
    {
        ["version"] = typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3),
        ["os"] = RuntimeInformation.OSDescription.Trim(),
        ["architecture"] = RuntimeInformation.OSArchitecture.ToString(),
        ["dotnet"] = Environment.Version.ToString(),
        ["processor"] = cpu.Backend.Description,
        ["logicalProcessors"] = Environment.ProcessorCount,
        ["threads"] = session.Threads,
        ["vectorWidths"] = new JsonArray([.. VectorSupport.Widths.Select(width => JsonValue.Create(width))]),
        ["instructionSets"] = new JsonArray([.. VectorSupport.InstructionSets.Select(set => JsonValue.Create(set))]),
        ["memoryBytes"] = Memory,
        ["cuda"] = new JsonObject
        {
            ["driverFound"] = cuda.HasDriver,
            ["driverVersion"] = cuda.DriverVersion,
            ["driverTried"] = Describe(cuda.DriverAttempts),
            ["devices"] = new JsonArray([.. cuda.Gpus.Select(gpu => new JsonObject
            {
                ["index"] = gpu.Index,
                ["name"] = gpu.Name,
                ["computeCapability"] = gpu.ComputeCapability,
                ["multiprocessors"] = gpu.Multiprocessors,
                ["memoryBytes"] = gpu.MemoryBytes,
                ["emulator"] = gpu.IsEmulated,
            })]),
            ["cublasFound"] = cuda.HasCublas,
            ["cublasVersion"] = cuda.CublasVersion,
            ["cublasTried"] = Describe(cuda.CublasAttempts),
            ["usable"] = cuda.Obstacle is null,
            ["obstacle"] = cuda.Obstacle,
        },
        ["device"] = verdict.Device,
        ["deviceReason"] = verdict.Reason,
        ["dataSets"] = new JsonArray([.. sets.Select(set => new JsonObject
        {
            ["name"] = set.Name,
            ["available"] = set.Available,
            ["lookedIn"] = new JsonArray([.. set.Folders.Select(folder => new JsonObject { ["folder"] = folder.Path, ["exists"] = folder.Exists })]),
        })]),
    };

    private static JsonArray Describe(IReadOnlyList<LibraryAttempt> attempts)
        => new([.. attempts.Select(attempt => new JsonObject { ["path"] = attempt.Path, ["loaded"] = attempt.Loaded, ["problem"] = attempt.Problem })]);

    private static string Gib(long bytes) => FormattableString.Invariant($"{bytes / 1073741824.0:0.0} GiB");

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } text ? text : "none";
}
