// Many callers may want the same work at the same time; it is done for all of them at once, and only one such work
// runs.
namespace Vdsh.Serve.Serving;

/// <summary>
/// Runs one job at a time. Whoever asks while it runs shares the run after it: the one that runs may have begun before
/// what they ask for was there.
/// Safe for concurrent callers.
/// </summary>
/// <param name="job">Never throws.</param>
internal sealed class SharedRun<T>(Func<T> job)
{
    private readonly Lock gate = new();
    private Task<T>? running;
    private Task<T>? waiting;

    /// <summary>Whether the job runs now, or will without another call.</summary>
    public bool IsRunning
    {
        get
        {
            lock (gate)
                return running is { IsCompleted: false } || waiting is not null;
        }
    }

    /// <summary>Asks for a run that begins after this call. It goes on when whoever asked has left.</summary>
    public Task<T> Request()
    {
        lock (gate)
        {
            if (waiting is not null)
                return waiting;
            return running is { IsCompleted: false } ? waiting = After(running) : running = Task.Run(job);
        }
    }

    private async Task<T> After(Task former)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Task<T> own;
        lock (gate)
        {
            waiting = null;
            own = running = Task.Run(job);
        }
        return await own;
    }
}
