// The baselines that are shown beside a model, by name, all or none.
using System.CommandLine;
using Vdsh.Cli.Measuring;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Cli.CommandLine;

internal sealed class BaselineOptions
{
    private const string AllWord = "all", NoneWord = "none";

    private readonly Option<string?> names = new("--baselines")
    {
        Description = $"Shallow methods to measure beside a model, between commas: {string.Join(", ", BaselineCatalog.Names)}; or {AllWord}, or {NoneWord}. "
            + $"[default: {string.Join(",", BaselineChoice.Default.Names)}]",
        HelpName = "NAMES",
    };

    private readonly Option<bool> noBaselines = new("--no-baselines") { Description = $"The same as --baselines {NoneWord}." };

    public void AddTo(Command command)
    {
        command.Add(names);
        command.Add(noBaselines);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="InputException">A name is unknown, or both options were given.</exception>
    public BaselineChoice Read(ParseResult parsed)
    {
        string? given = parsed.GetValue(names);
        if (parsed.GetValue(noBaselines))
        {
            return given is null or NoneWord
                ? BaselineChoice.None
                : throw new InputException("--no-baselines does not go together with --baselines; give one or the other.");
        }
        switch (given)
        {
            case null: return BaselineChoice.Default;
            case AllWord: return BaselineChoice.All;
            case NoneWord: return BaselineChoice.None;
        }
        string[] chosen = [.. given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        if (chosen.Length == 0)
            throw new InputException($"--baselines names no method; choose from {string.Join(", ", BaselineCatalog.Names)}, {AllWord} or {NoneWord}.");
        if (Array.Find(chosen, name => !BaselineCatalog.Names.Contains(name)) is { } unknown)
            throw new InputException($"--baselines: there is no '{unknown}'; choose from {string.Join(", ", BaselineCatalog.Names)}, {AllWord} or {NoneWord}.");
        return new BaselineChoice(chosen, LeaveOutUnsuitable: false);
    }
}
