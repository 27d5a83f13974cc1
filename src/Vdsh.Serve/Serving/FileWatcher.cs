// Polling works on every file system, over networks and through renames, where notifications do not.
using Microsoft.Extensions.Hosting;

namespace Vdsh.Serve.Serving;

/// <summary>Reloads the files when they have changed and lie still.</summary>
internal sealed class FileWatcher(ServiceOptions options, ServedFiles files) : BackgroundService
{
    // A file that still grows is not read yet. Files that are renamed into place are complete at once, so that this is all they wait.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Watch <= TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(options.Watch);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!files.HaveChanged(out FileStamps seen))
                    continue;
                await Task.Delay(Settling, stoppingToken);
                if (files.HaveChanged(out FileStamps settled) && settled == seen)
                    await files.Reload().WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }
}
