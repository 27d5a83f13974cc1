// Numbers are collected while nobody knows how many will come; what they take is counted before it is taken.
using System.Numerics;
using Vdsh.Serve.Hosting;

namespace Vdsh.Serve.Endpoints;

/// <summary>A growing array whose memory is that of a request.</summary>
internal sealed class CountedList<T>(RequestLease lease) where T : unmanaged
{
    private const int First = 64;

    private T[] items = [];

    public int Count { get; private set; }

    public void Add(T item) => Extend(1)[0] = item;

    /// <summary>Room for more items, to be written by the caller.</summary>
    public Span<T> Extend(int more)
    {
        if (Count + more > items.Length)
            Resize((int)Math.Min((ulong)Array.MaxLength,
                BitOperations.RoundUpToPowerOf2((ulong)Math.Max(First, Count + (long)more))));
        Count += more;
        return items.AsSpan(Count - more, more);
    }

    /// <summary>The items; the list ends with this.</summary>
    public T[] ToArray()
    {
        if (items.Length != Count)
            Resize(Count);
        return items;
    }

    private unsafe void Resize(int length)
    {
        long before = (long)items.Length * sizeof(T);
        lease.Charge((long)length * sizeof(T));
        Array.Resize(ref items, length);
        lease.Release(before);
    }
}
