// Garbage is counted more than once: a collection in the middle counts the rest of the thread's allocation buffer as allocated.
namespace Vdsh.Tests;

/// <summary>Counts what a piece of code allocates.</summary>
internal static class Garbage
{
    // Several runs in a round, so that what is allocated now and then is seen in every round.
    private const int Rounds = 5, Runs = 20;

    /// <summary>Bytes that the calling thread allocates in a round of runs of the action, the least of a few rounds; the caller warms it up.</summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int run = 0; run < Runs; run++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
