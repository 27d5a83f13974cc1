// Early stopping looks at the loss alone, so that it needs no validation rows and works for every objective.
namespace Vdsh.Training;

internal static class PlateauRule
{
    private const int Patience = 3;

    /// <summary>Whether the best of the last three losses is not below (1 - fraction) times the best loss before them.</summary>
    public static bool IsReached(IReadOnlyList<SweepRecord> sweeps, double fraction)
    {
        if (sweeps.Count <= Patience)
            return false;
        double before = sweeps.Take(sweeps.Count - Patience).Min(sweep => sweep.Loss);
        double recent = sweeps.Skip(sweeps.Count - Patience).Min(sweep => sweep.Loss);
        return recent > before - fraction * Math.Abs(before);
    }
}
