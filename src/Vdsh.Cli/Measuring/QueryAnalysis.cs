// Beside means there are questions about single queries and classes; this says which of them an evaluation answers on its way.
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>What to find out about single queries and classes.</summary>
internal sealed record QueryAnalysis
{
    /// <summary>The most classes that are measured unasked, since their matrix still fits a screen.</summary>
    public const int FewClasses = 20;

    /// <summary>Told about every query; null for nobody.</summary>
    public IQueryCollector? Collector { get; init; }

    /// <summary>Whether to measure by class where there are more classes than fit a screen.</summary>
    public bool ManyClasses { get; init; }

    /// <summary>The cut of the shares of classes; 0 for the number of relevant items.</summary>
    public int ClassRank { get; init; }

    /// <summary>Ranks K at which the average precision is cut, for every row of the tables.</summary>
    public IReadOnlyList<int> MapRanks { get; init; } = [];

    /// <summary>The options of an evaluation over so many classes.</summary>
    public EvaluationOptions OptionsFor(int classes)
        => new() { Classes = ManyClasses || classes <= FewClasses, ClassRank = ClassRank, MapRanks = MapRanks };
}
