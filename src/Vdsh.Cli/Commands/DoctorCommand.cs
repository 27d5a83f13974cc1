// vdsh doctor: the first thing to ask for when something is slow or not found.
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
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
        "vdsh doctor", "vdsh doctor --json") => Add(dataDirectory);

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        IReadOnlyList<(string Name, bool Found)> drivers = CudaProbe.Driver();
        IReadOnlyList<DataSetFinding> sets = DataSetFinding.All(parsed.GetValue(dataDirectory));
        CommandOutput output = session.Output;
        output.Line($"system      {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.OSArchitecture}, .NET {Environment.Version}");
        output.Line($"processor   {session.Backend.Description}; {Environment.ProcessorCount} logical processors");
        output.Line($"vectors     supported: {Join(VectorSupport.Widths.Select(width => $"{width} bits"))}; instruction sets: {Join(VectorSupport.InstructionSets)}");
        output.Line(FormattableString.Invariant($"memory      {Memory / 1073741824.0:0.0} GiB available to this process"));
        output.Line($"cuda        not part of this build; driver looked for: {Join(drivers.Select(driver => $"{driver.Name} ({(driver.Found ? "found" : "not found")})"))}");
        output.Line($"device      --device auto takes {session.Backend.Name}: {DeviceChoice.AutoReason}");
        foreach (DataSetFinding set in sets)
        {
            output.Line($"data        {set.Name}: {(set.Available ? "available" : "not found")}{(set.Folders.Count == 0 ? " (built in)" : "")}");
            foreach ((string folder, bool exists) in set.Folders)
                output.Line($"            looked in {folder}{(exists ? "" : " (no such folder)")}");
        }
        output.Object(() => Describe(session, drivers, sets));
    }

    private static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static JsonObject Describe(CommandSession session, IReadOnlyList<(string Name, bool Found)> drivers, IReadOnlyList<DataSetFinding> sets) => new()
    {
        ["version"] = typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3),
        ["os"] = RuntimeInformation.OSDescription.Trim(),
        ["architecture"] = RuntimeInformation.OSArchitecture.ToString(),
        ["dotnet"] = Environment.Version.ToString(),
        ["processor"] = session.Backend.Description,
        ["logicalProcessors"] = Environment.ProcessorCount,
        ["threads"] = session.Threads,
        ["vectorWidths"] = new JsonArray([.. VectorSupport.Widths.Select(width => JsonValue.Create(width))]),
        ["instructionSets"] = new JsonArray([.. VectorSupport.InstructionSets.Select(set => JsonValue.Create(set))]),
        ["memoryBytes"] = Memory,
        ["cuda"] = new JsonObject
        {
            ["inThisBuild"] = false,
            ["driver"] = new JsonArray([.. drivers.Select(driver => new JsonObject { ["name"] = driver.Name, ["found"] = driver.Found })]),
        },
        ["device"] = session.Backend.Name,
        ["deviceReason"] = DeviceChoice.AutoReason,
        ["dataSets"] = new JsonArray([.. sets.Select(set => new JsonObject
        {
            ["name"] = set.Name,
            ["available"] = set.Available,
            ["lookedIn"] = new JsonArray([.. set.Folders.Select(folder => new JsonObject { ["folder"] = folder.Path, ["exists"] = folder.Exists })]),
        })]),
    };

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } text ? text : "none";
}
