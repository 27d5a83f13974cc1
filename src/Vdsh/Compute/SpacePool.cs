// ConcurrentBag keeps what it holds in the threads that used it, for ever where that leads back to the bag; this pool
// dies with its owner.
namespace Vdsh.Compute;

/// <summary>
/// Work spaces that wait for their next use. Nothing but the pool refers to them. Safe for concurrent callers; taking
/// and giving back allocate nothing.
/// </summary>
/// <param name="places">The most that are kept.</param>
internal sealed class SpacePool<T>(int places) where T : class
{
    private readonly T?[] idle = new T?[places];

    /// <summary>One that waits, or null.</summary>
    public T? Take()
    {
        foreach (ref T? place in idle.AsSpan())
        {
            if (Volatile.Read(ref place) is not null && Interlocked.Exchange(ref place, null) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>Keeps one for later; where all places are taken it is left to the garbage collector.</summary>
    public void Return(T space)
    {
        foreach (ref T? place in idle.AsSpan())
        {
            if (Volatile.Read(ref place) is null && Interlocked.CompareExchange(ref place, space, null) is null)
                return;
        }
    }
}
