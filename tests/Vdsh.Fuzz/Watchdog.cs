// A reader that never returns cannot be asked to stop; the input that holds it is kept, and the process ends.
using System.Diagnostics;

namespace Vdsh.Fuzz;

/// <summary>Ends the process where one input takes too long.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Timer timer;
    private readonly Action onHang;
    private long started;

    /// <param name="onHang">Keeps the input; called once, on another thread, before the process ends.</param>
    public Watchdog(Action onHang)
    {
        this.onHang = onHang;
        timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>An input begins.</summary>
    public void Begin() => Volatile.Write(ref started, Stopwatch.GetTimestamp());

    /// <summary>The input is done.</summary>
    public void End() => Volatile.Write(ref started, 0);

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        long since = Volatile.Read(ref started);
        if (since == 0 || Stopwatch.GetElapsedTime(since) < Patience)
            return;
        onHang();
        Environment.Exit(1);
    }
}
