// The one place where the served state changes: by one assignment, after the new state is complete.
using Microsoft.Extensions.Logging;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Serve.Serving;

/// <summary>What is served now, and how it is replaced.</summary>
internal sealed class ServedFiles
{
    private readonly ServiceOptions options;
    private readonly ServedSetLoader loader;
    private readonly ILogger logger;
    private readonly SemaphoreSlim loading = new(1);
    private volatile ServedSet current;
    private volatile ReloadFailure? failure;
    private volatile FileStamps attempted;
    private long succeeded;
    private long failed;

    /// <summary>Reads the files for the first time.</summary>
    /// <exception cref="InputException">They cannot be used.</exception>
    public ServedFiles(ServiceOptions options, IHammingEngine engine, ILogger logger)
    {
        this.options = options;
        this.logger = logger;
        loader = new ServedSetLoader(options, engine);
        current = loader.Load(null);
        attempted = current.Stamps;
    }

    /// <summary>What is served now. A request reads it once.</summary>
    public ServedSet Current => current;

    /// <summary>Why the last reload failed; null where it succeeded.</summary>
    public ReloadFailure? Failure => failure;

    public long Succeeded => Interlocked.Read(ref succeeded);

    public long Failed => Interlocked.Read(ref failed);

    /// <summary>Whether the files are others than those that were read, or could not be read, last.</summary>
    public bool HaveChanged(out FileStamps now)
    {
        now = FileStamps.Of(options);
        return now != attempted;
    }

    /// <summary>Reads the files again. Where they cannot be used, what is served stays.</summary>
    /// <returns>The failure, or null.</returns>
    public async Task<ReloadFailure?> Reload(CancellationToken cancellation)
    {
        await loading.WaitAsync(cancellation);
        try
        {
            // Looked at before anything is read: what changes later is a change.
            attempted = FileStamps.Of(options);
            ServedSet set = await Task.Run(() => loader.Load(current), cancellation);
            current = set;
            failure = null;
            Interlocked.Increment(ref succeeded);
            logger.LogInformation("Reloaded {Codes}: {Count} codes of {Bits} bits.", options.Codes, set.Index.Count, set.Index.Bits);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever is wrong with new files, the old ones are still good.
            failure = new ReloadFailure(DateTimeOffset.UtcNow, exception is InputException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}");
            Interlocked.Increment(ref failed);
            logger.LogWarning("The reload failed, and the files from before are served on: {Error}", failure.Error);
        }
        finally
        {
            loading.Release();
        }
        return failure;
    }
}
