// Deep objectives and shallow baselines stand in two catalogues, but a reader compares them in one list.
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;
using Vdsh.Training.Objectives;

namespace Vdsh.Cli.Comparing;

internal static class MethodList
{
    public const string Objectives = "objectives", Baselines = "baselines", All = "all";

    /// <summary>Methods by name or group, each once, in the order given.</summary>
    /// <exception cref="InputException">There is no such method or group.</exception>
    public static IReadOnlyList<ComparisonMethod> Parse(IEnumerable<string> names) => [.. names.SelectMany(Find).Distinct()];

    private static IEnumerable<ComparisonMethod> Find(string name)
    {
        IEnumerable<ComparisonMethod> objectives = ObjectiveCatalog.Names.Select(objective => new ComparisonMethod(objective, MethodKind.Objective));
        IEnumerable<ComparisonMethod> baselines = BaselineCatalog.Names.Select(baseline => new ComparisonMethod(baseline, MethodKind.Baseline));
        ComparisonMethod[] found = name switch
        {
            Objectives => [.. objectives],
            Baselines => [.. baselines],
            All => [.. objectives, .. baselines],
            _ => [.. objectives.Concat(baselines).Where(method => method.Name == name)],
        };
        return found.Length > 0 ? found : throw new InputException(
            $"There is no method '{name}'; choose from {string.Join(", ", objectives.Concat(baselines).Select(method => method.Name))}, or a group: {Objectives}, {Baselines}, {All}.");
    }
}
