// The sums of a reader's inputs: the closing table's row.
namespace Vdsh.Fuzz;

/// <summary>What became of the inputs of one reader.</summary>
internal sealed class Tally(string reader)
{
    public string Reader { get; } = reader;

    public long Inputs { get; private set; }

    public long Accepted { get; private set; }

    public long Failures { get; private set; }

    public long Refused => Inputs - Accepted - Failures;

    public TimeSpan Slowest { get; private set; }

    public long MostAllocated { get; private set; }

    public int LargestInput { get; private set; }

    public void Add(Verdict verdict, int length)
    {
        Inputs++;
        if (verdict.Fault is not null)
            Failures++;
        else if (verdict.IsAccepted)
            Accepted++;
        Slowest = verdict.Time > Slowest ? verdict.Time : Slowest;
        MostAllocated = Math.Max(MostAllocated, verdict.Allocated);
        LargestInput = Math.Max(LargestInput, length);
    }
}
