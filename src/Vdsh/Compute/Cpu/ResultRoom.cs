// Collectors on several threads share one room for results, so that what they hold together is bounded.
namespace Vdsh.Compute.Cpu;

/// <summary>Places for results.</summary>
internal sealed class ResultRoom(long places)
{
    private long left = places;

    /// <summary>Whether more results were found than there are places.</summary>
    public bool IsExceeded => Interlocked.Read(ref left) < 0;

    /// <summary>Takes places; once there are too few, no one gets any.</summary>
    public bool Take(int results) => Interlocked.Add(ref left, -results) >= 0;
}
