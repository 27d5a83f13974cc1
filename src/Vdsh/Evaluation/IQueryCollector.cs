namespace Vdsh.Evaluation;

/// <summary>Is told about every query while an evaluation runs, so that nothing has to be kept and nothing measured twice.</summary>
/// <remarks>Thread safety: told on the thread that evaluates, one query at a time.</remarks>
public interface IQueryCollector
{
    /// <summary>Called once for each query, in the order of the queries, never by two threads at a time.</summary>
    void Add(QueryMeasures measures);
}
