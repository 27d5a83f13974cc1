// Searches use whole processors: beyond a few at a time they only take memory from each other, so the rest wait in line, and a line too long is refused.
// A place is held for the search alone, so that no caller's connection, however slow, keeps others waiting.
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Vdsh.Serve.Hosting;

/// <summary>Where searches wait for their turn. Safe for concurrent callers.</summary>
internal sealed class SearchQueue(ServiceOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrent,
        QueueLimit = options.MaxQueued,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
    private int running;

    /// <summary>Searches that are worked on.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Searches that wait.</summary>
    public long Waiting => limiter.GetStatistics()!.CurrentQueuedCount;

    /// <summary>Searches when it is this request's turn, on the thread that calls or on one of the pool.</summary>
    /// <param name="search">The search, from queries that are all there to an answer in memory.</param>
    /// <param name="cancellation">Leaves the line.</param>
    /// <exception cref="RefusedException">Too many are waiting.</exception>
    public async ValueTask<T> Run<T>(Func<T> search, CancellationToken cancellation)
    {
        using RateLimitLease place = await limiter.AcquireAsync(1, cancellation);
        if (!place.IsAcquired)
        {
            throw new RefusedException(StatusCodes.Status503ServiceUnavailable,
                "Too many searches are waiting; try again after the seconds in Retry-After.");
        }
        Interlocked.Increment(ref running);
        try
        {
            return search();
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    public void Dispose() => limiter.Dispose();
}
