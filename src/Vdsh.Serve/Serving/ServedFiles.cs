// The one place where the served state changes: by one assignment, after the new state is complete.
using Microsoft.Extensions.Logging;
using Vdsh.Data;

namespace Vdsh.Serve.Serving;

/// <summary>What is served now, and how it is replaced.</summary>
internal sealed class ServedFiles
{
    private readonly ServiceOptions options;
    private readonly Func<ServedSet?, ServedSet> load;
    private readonly ILogger logger;
    private readonly SharedRun<ReloadFailure?> reloads;
    private volatile ServedSet current;
    private volatile ReloadFailure? failure;
    private volatile FileStamps attempted;
    private long succeeded;
    private long failed;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="options">Which files.</param>
    /// <param name="load">Reads them; takes the state before, null the first time.</param>
    /// <param name="logger">Told about reloads.</param>
    /// <exception cref="InputException">They cannot be used.</exception>
    public ServedFiles(ServiceOptions options, Func<ServedSet?, ServedSet> load, ILogger logger)
    {
        this.options = options;
        this.load = load;
        this.logger = logger;
        reloads = new SharedRun<ReloadFailure?>(ReadAgain);
        current = load(null);
        attempted = current.Stamps;
    }

    /// <summary>What is served now. A request reads it once.</summary>
    public ServedSet Current => current;

    /// <summary>Why the last reload failed; null where it succeeded.</summary>
    public ReloadFailure? Failure => failure;

    public long Succeeded => Interlocked.Read(ref succeeded);

    public long Failed => Interlocked.Read(ref failed);

    /// <summary>Whether files are read now.</summary>
    public bool IsReloading => reloads.IsRunning;

    /// <summary>Whether the files are others than those that were read, or could not be read, last.</summary>
    public bool HaveChanged(out FileStamps now)
    {
        now = FileStamps.Of(options);
        return now != attempted;
    }

    /// <summary>Reads the files again, once for all who ask meanwhile. Where they cannot be used, what is served
    /// stays.</summary>
    /// <returns>The failure, or null.</returns>
    public Task<ReloadFailure?> Reload() => reloads.Request();

    private ReloadFailure? ReadAgain()
    {
        try
        {
            // Looked at before anything is read: what changes later is a change.
            attempted = FileStamps.Of(options);
            ServedSet set = load(current);
            current = set;
            Interlocked.Increment(ref succeeded);
            logger.LogInformation("Reloaded {Codes}: {Count} codes of {Bits} bits.", options.Codes, set.Index.Count, set.Index.Bits);
            return failure = null;
        }
        catch (Exception exception)
        {
            // Whatever is wrong with new files, the old ones are still good.
            string error = exception is InputException ? exception.Message
                : $"{exception.GetType().Name}: {exception.Message}";
            failure = new ReloadFailure(DateTimeOffset.UtcNow, error);
            Interlocked.Increment(ref failed);
            logger.LogWarning("The reload failed, and the files from before are served on: {Error}", error);
            return failure;
        }
    }
}
