// Callers who send slowly or never read must not fill the memory: what all requests hold together is counted and
// bounded.
using Microsoft.AspNetCore.Http;

namespace Vdsh.Serve.Hosting;

/// <summary>The memory of the bodies and answers of all requests. Safe for concurrent callers.</summary>
internal sealed class RequestMemory(ServiceOptions options)
{
    private readonly Lock gate = new();
    private readonly HashSet<RequestLease> leases = [];
    private readonly long capacity = options.MaxHeldMegabytes * 1024L * 1024;
    private long held;

    /// <summary>Bytes that all requests hold now.</summary>
    public long Held
    {
        get
        {
            lock (gate)
                return held;
        }
    }

    /// <summary>Begins to count for one request.</summary>
    /// <param name="aborted">Told when the caller leaves.</param>
    public RequestLease Open(CancellationToken aborted)
    {
        var lease = new RequestLease(this, aborted);
        lock (gate)
            leases.Add(lease);
        return lease;
    }

    /// <summary>
    /// Counts more bytes. Where there is no room, the request that holds most gives way, so that small ones are never
    /// refused because of large ones.
    /// </summary>
    /// <param name="lease">The request.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="mayGiveWay">Whether the request may give way from now on.</param>
    /// <exception cref="RefusedException">This is the request that gives way, or it alone needs more than there
    /// is.</exception>
    internal void Charge(RequestLease lease, long bytes, bool mayGiveWay)
    {
        lock (gate)
        {
            if (lease.HasGivenWay)
                throw RequestLease.GaveWay();
            if (lease.Held + bytes > capacity)
            {
                throw new RefusedException(StatusCodes.Status413PayloadTooLarge,
                    $"The request needs more than {options.MaxHeldMegabytes} MiB, which all requests have together "
                    + "(--max-held-mb); send smaller batches.");
            }
            while (held + bytes > capacity)
            {
                RequestLease largest = Largest(lease, bytes);
                largest.GiveWay();
                held -= largest.Held;
                largest.Held = 0;
                if (largest == lease)
                    throw RequestLease.GaveWay();
            }
            held += bytes;
            lease.Held += bytes;
            lease.MayGiveWay = mayGiveWay;
        }
    }

    /// <summary>Sets what a request holds, which is no more than before, and whether it may give way from now
    /// on.</summary>
    internal void Settle(RequestLease lease, long bytes, bool mayGiveWay)
    {
        lock (gate)
        {
            lease.MayGiveWay = mayGiveWay;
            if (lease.HasGivenWay)
                return;
            held += bytes - lease.Held;
            lease.Held = bytes;
        }
    }

    internal void Close(RequestLease lease)
    {
        lock (gate)
        {
            leases.Remove(lease);
            held -= lease.Held;
            lease.Held = 0;
        }
    }

    private RequestLease Largest(RequestLease asking, long bytes)
    {
        RequestLease largest = asking;
        long most = asking.Held + bytes;
        foreach (RequestLease lease in leases)
        {
            if (lease != asking && lease.MayGiveWay && lease.Held > most)
                (largest, most) = (lease, lease.Held);
        }
        return largest;
    }
}
