// Ranges of the database that are searched side by side tell each other what is near enough; otherwise each would collect its own k nearest.
namespace Vdsh.Compute.Cpu;

/// <summary>The distance that all of the k nearest of one query are nearer than, as far as any collector has found.</summary>
internal sealed class NearestBound(int bits)
{
    private int value = bits + 1;

    public int Value => Volatile.Read(ref value);

    /// <summary>Some collector holds k rows that are nearer than a distance. Rows at the distance of its k-th are still wanted: in another range they may come before it.</summary>
    public void Tighten(int distance)
    {
        int seen = Value;
        while (distance < seen)
        {
            int before = Interlocked.CompareExchange(ref value, distance, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
