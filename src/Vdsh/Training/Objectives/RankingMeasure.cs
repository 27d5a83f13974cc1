namespace Vdsh.Training.Objectives;

/// <summary>What a ranking is judged by.</summary>
internal enum RankingMeasure
{
    /// <summary>Average precision: items are relevant or not.</summary>
    AveragePrecision,

    /// <summary>Normalised discounted cumulative gain: the more labels two items share, the nearer they should be.</summary>
    Ndcg,
}
