// One request's part of the memory; it ends with the request, or earlier where a smaller request needs the room.
using Microsoft.AspNetCore.Http;

namespace Vdsh.Serve.Hosting;

/// <summary>What one request holds. Its members are called by that request alone.</summary>
internal sealed class RequestLease : IDisposable
{
    private readonly RequestMemory memory;
    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenRegistration departure;
    private volatile bool hasGivenWay;

    public RequestLease(RequestMemory memory, CancellationToken aborted)
    {
        this.memory = memory;
        departure = aborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), end);
    }

    /// <summary>Bytes; written under the lock of the memory.</summary>
    public long Held { get; set; }

    /// <summary>False while a search runs, which nothing can stop; written under the lock of the memory.</summary>
    public bool MayGiveWay { get; set; } = true;

    /// <summary>Whether the room was needed for others.</summary>
    public bool HasGivenWay => hasGivenWay;

    /// <summary>Ends what the request waits for when its caller leaves, or when it gives way.</summary>
    public CancellationToken Token => end.Token;

    /// <summary>Counts more bytes.</summary>
    /// <exception cref="RefusedException">There is no room for them.</exception>
    public void Charge(long bytes) => memory.Charge(this, bytes, mayGiveWay: true);

    /// <summary>Gives bytes back.</summary>
    public void Release(long bytes) => memory.Settle(this, Held - bytes, MayGiveWay);

    /// <summary>Counts what a search will take, which then does not give way.</summary>
    /// <exception cref="RefusedException">There is no room for it.</exception>
    public void BeginSearch(long bytes) => memory.Charge(this, bytes, mayGiveWay: false);

    /// <summary>Sets what is left of a search, the answer.</summary>
    public void EndSearch(long bytes) => memory.Settle(this, bytes, mayGiveWay: true);

    /// <summary>The refusal of a request that gave way.</summary>
    public static RefusedException GaveWay() => new(StatusCodes.Status503ServiceUnavailable,
        "The memory for requests is in use (--max-held-mb), and this is the largest of them; try again after the "
            + "seconds in Retry-After.");

    internal void GiveWay()
    {
        hasGivenWay = true;
        // What waits goes on elsewhere, not under the lock of the memory.
        _ = end.CancelAsync();
    }

    public void Dispose()
    {
        departure.Dispose();
        memory.Close(this);
    }
}
