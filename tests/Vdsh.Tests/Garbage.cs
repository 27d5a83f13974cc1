// Garbage is counted more than once: a collection in the middle counts the rest of the thread's allocation buffer as allocated.
namespace Vdsh.Tests;

/// <summary>Counts what a piece of code allocates.</summary>
internal static class Garbage
{
    /// <summary>Bytes that the calling thread allocates in the action, the least of a few runs; the caller warms it up.</summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
