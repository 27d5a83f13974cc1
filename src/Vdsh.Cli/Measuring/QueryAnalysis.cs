// Beside means there are questions about single queries and classes; this says which of them an evaluation answers on its way.
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>What to find out about single queries and classes.</summary>
/// <param name="Collector">Told about every query; null for nobody.</param>
/// <param name="ManyClasses">Whether to measure by class where there are more classes than fit a screen.</param>
/// <param name="ClassRank">The cut of the shares of classes; 0 for the number of relevant items.</param>
internal sealed record QueryAnalysis(IQueryCollector? Collector = null, bool ManyClasses = false, int ClassRank = 0)
{
    /// <summary>The most classes that are measured unasked, since their matrix still fits a screen.</summary>
    public const int FewClasses = 20;

    /// <summary>The options of an evaluation over so many classes.</summary>
    public EvaluationOptions OptionsFor(int classes) => new() { Classes = ManyClasses || classes <= FewClasses, ClassRank = ClassRank };
}
