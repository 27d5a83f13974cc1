// What was asked for, before anything is trained: every method at every code length and depth under every protocol.
using Vdsh.Cli.Devices;
using Vdsh.Training;

namespace Vdsh.Cli.Comparing;

/// <summary>The dimensions of a comparison.</summary>
internal sealed record ComparisonPlan
{
    /// <summary>What is compared.</summary>
    public required IReadOnlyList<ComparisonMethod> Methods { get; init; }

    /// <summary>Code lengths.</summary>
    public required IReadOnlyList<int> Bits { get; init; }

    /// <summary>Numbers of hidden layers, for the methods that have any.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>What all trainings share.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>What the factors of products are rounded to.</summary>
    public required FactorRounding Rounding { get; init; }

    /// <summary>The cells over the given items: all methods side by side first, so that a comparison that is cut short compares something.</summary>
    public IReadOnlyList<ComparisonCell> Cells(IEnumerable<ComparisonSet> sets) =>
    [
        .. from set in sets
           from bits in Bits
           from method in Methods
           from layers in method.Kind == MethodKind.Objective ? Layers : [0]
           let objective = method.Kind == MethodKind.Objective ? method.Name : Options.Objective
           select new ComparisonCell(method, set, Options with { Objective = objective, Bits = bits, HiddenLayers = layers }, Rounding),
    ];
}
