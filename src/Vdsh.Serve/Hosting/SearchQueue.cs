// Searches use whole processors: beyond a few at a time they only take memory from each other, so the rest wait in
// line, and a line too long is refused.
// A place is held for the search alone, so that no caller's connection, however slow, keeps others waiting.
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Vdsh.Serve.Hosting;

/// <summary>Where searches wait for their turn. Safe for concurrent callers.</summary>
internal sealed class SearchQueue(ServiceOptions options) : IDisposable
{
    // A batch keeps all processors busy, so that one that is searched and one that comes or goes are enough; more would
    // only be before others.
    private const int BatchPlaces = 2;

    private readonly ConcurrencyLimiter places = Limiter(options.MaxConcurrent, options.MaxQueued);
    private readonly ConcurrencyLimiter batchPlaces = Limiter(
        Math.Min(BatchPlaces, options.MaxConcurrent), options.MaxQueued);
    private int running;

    /// <summary>Searches that are worked on.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Searches that wait.</summary>
    public long Waiting => places.GetStatistics()!.CurrentQueuedCount + batchPlaces.GetStatistics()!.CurrentQueuedCount;

    /// <summary>Searches when it is this request's turn, on the thread that calls or on one of the pool.</summary>
    /// <param name="search">The search, from queries that are all there to an answer in memory.</param>
    /// <param name="isBatch">Whether it takes long, so that it leaves places to those that do not.</param>
    /// <param name="cancellation">Leaves the line.</param>
    /// <exception cref="RefusedException">Too many are waiting.</exception>
    public async ValueTask<T> Run<T>(Func<T> search, bool isBatch, CancellationToken cancellation)
    {
        using RateLimitLease? batchPlace = isBatch ? await Take(batchPlaces, cancellation) : null;
        using RateLimitLease place = await Take(places, cancellation);
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

    public void Dispose()
    {
        places.Dispose();
        batchPlaces.Dispose();
    }

    private static async ValueTask<RateLimitLease> Take(ConcurrencyLimiter limiter, CancellationToken cancellation)
    {
        RateLimitLease place = await limiter.AcquireAsync(1, cancellation);
        return place.IsAcquired
            ? place
            : throw new RefusedException(StatusCodes.Status503ServiceUnavailable,
                "Too many searches are waiting; try again after the seconds in Retry-After.");
    }

    private static ConcurrencyLimiter Limiter(int places, int queued) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = places,
        QueueLimit = queued,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
