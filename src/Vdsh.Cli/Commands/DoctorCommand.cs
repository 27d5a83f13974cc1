// vdsh doctor: the first thing to ask for when something is slow or not found.
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Diagnostics;
using Vdsh.Cli.Output;
using Vdsh.Compute;
using Vdsh.Cuda;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cli.Commands;

internal sealed class DoctorCommand : CliCommand
{
    private readonly InputFolderOption dataDirectory = new("--data-dir")
    {
        Description = "A folder to look for the named data sets in first. [default: $VDSH_DATA, then the user's cache]",
    };

    public DoctorCommand(GlobalOptions global) : base(
        "doctor",
        "Says what hardware, drivers and data sets were found, what was tried, and what will be used.",
        global,
        "vdsh doctor", "vdsh doctor --json", "vdsh doctor --device cuda:1") => Add(dataDirectory);

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        CudaDiagnostics cuda = CudaDiagnostics.Collect();
        using var cpu = CpuDevice.Open(session.Threads, FactorRounding.None);
        DeviceVerdict verdict = DeviceVerdict.Of(session.Choice, cuda);
        NativeKernels kernels = NativeKernels.Find();
        IReadOnlyList<DataSetFinding> sets = DataSetFinding.All(parsed.GetValue(dataDirectory));
        CommandOutput output = session.Output;
        output.Line($"system      {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.OSArchitecture}, .NET {Environment.Version}");
        output.Line($"processor   {cpu.Backend.Description}; {Environment.ProcessorCount} logical processors");
        output.Line($"vectors     supported: {Join(VectorSupport.Widths.Select(width => $"{width} bits"))}; instruction sets: {Join(VectorSupport.InstructionSets)}");
        output.Line($"precision   float32{(kernels.HasBFloat16 ? $", bf16 where asked for (--precision bf16), by {(kernels.HasAmx ? "AMX" : "AVX512-BF16")}" : "; bf16 needs AVX512-BF16 and the native library")}");
        output.Line($"search      {kernels.HammingKernel}");
        foreach ((string path, string? why) in kernels.Tried)
            output.Line($"            tried {path}: {why ?? "loaded"}");
        if (kernels.Complaint is not null)
            output.Line($"            {kernels.Complaint}");
        output.Line(FormattableString.Invariant($"memory      {Gib(Memory)} available to this process"));
        Print(output, cuda);
        output.Line($"device      {verdict.Sentence}");
        foreach (DataSetFinding set in sets)
        {
            output.Line($"data        {set.Name}: {(set.Available ? "available" : "not found")}{(set.Folders.Count == 0 ? " (built in)" : "")}");
            foreach ((string folder, bool exists) in set.Folders)
                output.Line($"            looked in {folder}{(exists ? "" : " (no such folder)")}");
        }
        output.Object(() => Describe(session, cpu, kernels, cuda, verdict, sets));
    }

    private static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    // The driver need not say.
    private static string Multiprocessors(CudaDeviceProperties device) => device.MultiProcessorCount == 0 ? "" : $"{device.MultiProcessorCount} multiprocessors, ";

    private static void Print(CommandOutput output, CudaDiagnostics cuda)
    {
        output.Line($"cuda        driver: {Version(cuda.DriverLibrary, cuda.DriverVersion)}");
        PrintTried(output, cuda.DriverTried);
        foreach (CudaDeviceProperties device in cuda.Devices)
        {
            output.Line(
                $"            device {device.DeviceId}: {device.DeviceName}, compute capability {device.ComputeCapability}, {Multiprocessors(device)}"
                + Gib(device.TotalGlobalMemory) + (new Gpu(device).IsEmulated ? " - THIS IS AN EMULATOR, NOT A GPU" : ""));
        }
        if (cuda.Devices.Count == 0)
            output.Line("            devices: none");
        output.Line($"            cuBLAS: {Version(cuda.CublasLibrary, cuda.CublasVersion)}");
        PrintTried(output, cuda.CublasTried);
    }

    private static string Version(string? library, Version? version) => library is null ? "not found" : $"version {version?.ToString() ?? "unknown"}, from {library}";

    private static void PrintTried(CommandOutput output, IReadOnlyList<TriedLibrary> tried)
    {
        foreach (TriedLibrary library in tried)
            output.Line($"            tried {library.Name}: {(library.Found ? library.Why is null ? "loaded" : $"loaded ({library.Why})" : library.Why)}");
    }

    private static JsonObject Describe(CommandSession session, CpuDevice cpu, NativeKernels kernels, CudaDiagnostics cuda, DeviceVerdict verdict, IReadOnlyList<DataSetFinding> sets) => new()
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
        ["hasBf16"] = kernels.HasBFloat16,
        ["hasAmx"] = kernels.HasAmx,
        ["searchKernel"] = kernels.HammingKernel,
        ["nativeLibrary"] = new JsonObject
        {
            ["found"] = kernels.LibraryPath is not null,
            ["path"] = kernels.LibraryPath,
            ["tried"] = new JsonArray([.. kernels.Tried.Select(file => new JsonObject { ["path"] = file.Path, ["loaded"] = file.Why is null, ["why"] = file.Why })]),
            ["complaint"] = kernels.Complaint,
        },
        ["cuda"] = new JsonObject
        {
            ["driverFound"] = cuda.DriverLibrary is not null,
            ["driver"] = cuda.DriverLibrary,
            ["driverVersion"] = cuda.DriverVersion?.ToString(),
            ["driverTried"] = Describe(cuda.DriverTried),
            ["devices"] = new JsonArray([.. cuda.Devices.Select(device => new JsonObject
            {
                ["index"] = device.DeviceId,
                ["name"] = device.DeviceName,
                ["computeCapability"] = device.ComputeCapability.ToString(),
                ["multiprocessors"] = device.MultiProcessorCount == 0 ? null : device.MultiProcessorCount,
                ["memoryBytes"] = device.TotalGlobalMemory,
                ["emulator"] = new Gpu(device).IsEmulated,
            })]),
            ["cublasFound"] = cuda.CublasLibrary is not null,
            ["cublas"] = cuda.CublasLibrary,
            ["cublasVersion"] = cuda.CublasVersion?.ToString(),
            ["cublasTried"] = Describe(cuda.CublasTried),
            ["usable"] = cuda.IsUsable,
            ["obstacle"] = cuda.Reason,
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

    private static JsonArray Describe(IReadOnlyList<TriedLibrary> tried)
        => new([.. tried.Select(library => new JsonObject { ["path"] = library.Name, ["loaded"] = library.Found, ["why"] = library.Why })]);

    private static string Gib(long bytes) => FormattableString.Invariant($"{bytes / 1073741824.0:0.0} GiB");

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } text ? text : "none";
}
