// Own persistent threads instead of the pool's: a training step dispatches thousands of short jobs, and each must cost microseconds and no garbage.
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// A few background threads that share the tasks of one job at a time with the calling thread. <see cref="Run"/> is for
/// one caller at a time: a backend's <see cref="Turns"/> see to that.
/// </summary>
internal sealed unsafe class WorkerTeam : IDisposable
{
    // Long enough to bridge the gap between two jobs of a training step, short enough not to steal a shared core.
    private static readonly long SpinTicks = Stopwatch.Frequency / 50_000;

    [ThreadStatic]
    private static WorkerTeam? teamOfThread;

    private readonly Thread[] threads;
    private readonly SemaphoreSlim wake = new(0);
    private readonly SemaphoreSlim done = new(0);

    private delegate*<void*, int, int, void> body;
    private void* job;
    private int tasks;
    private int remaining;
    private int unfinished;
    private int sleeping;
    private int callerWaits;
    private Exception? error;
    private volatile bool stopped;

    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        this.threads = new Thread[threads - 1];
        for (int i = 0; i < this.threads.Length; i++)
        {
            int worker = i + 1;
            this.threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"vdsh-{worker}" };
            this.threads[i].Start();
        }
    }

    /// <summary>Number of workers, the caller (worker 0) included.</summary>
    public int Workers => threads.Length + 1;

    /// <summary>The team whose background thread the calling thread is, or null.</summary>
    public static WorkerTeam? OfThisThread => teamOfThread;

    /// <summary>Whether a job is being done: true for whoever asks from within one of its tasks.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Runs tasks 0..<paramref name="tasks"/>-1 and returns when all have ended; the first exception of any of them is thrown here.</summary>
    public void Run<TJob>(ref TJob job, int tasks) where TJob : unmanaged, ITeamJob
    {
        ObjectDisposedException.ThrowIf(stopped, this);
        if (IsRunning)
            throw new InvalidOperationException("A job of a team cannot run another one.");
        IsRunning = true;
        try
        {
            if (threads.Length == 0 || tasks <= 1)
            {
                for (int task = 0; task < tasks; task++)
                    job.Execute(task, 0);
            }
            else
            {
                Share(ref job, tasks);
            }
        }
        finally
        {
            IsRunning = false;
        }
    }

    public void Dispose()
    {
        if (stopped)
            return;
        stopped = true;
        wake.Release(threads.Length + 1);
        foreach (Thread thread in threads)
            thread.Join();
        wake.Dispose();
        done.Dispose();
    }

    private void Share<TJob>(ref TJob job, int tasks) where TJob : unmanaged, ITeamJob
    {
        fixed (TJob* pinned = &job)
        {
            body = &Invoke<TJob>;
            this.job = pinned;
            this.tasks = tasks;
            Volatile.Write(ref unfinished, tasks);

            // Publishes the fields above: a worker reads them only after it has taken a task, and then they belong to this job.
            Interlocked.Exchange(ref remaining, tasks);
            if (Volatile.Read(ref sleeping) > 0)
            {
                int sleepers = Interlocked.Exchange(ref sleeping, 0);
                if (sleepers > 0)
                    wake.Release(sleepers);
            }

            TakeTasks(0);
            AwaitWorkers();
        }

        Exception? error = Interlocked.Exchange(ref this.error, null);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    private static void Invoke<TJob>(void* job, int task, int worker) where TJob : unmanaged, ITeamJob => ((TJob*)job)->Execute(task, worker);

    private void TakeTasks(int worker)
    {
        int remaining = Volatile.Read(ref this.remaining);
        while (remaining > 0)
        {
            int seen = Interlocked.CompareExchange(ref this.remaining, remaining - 1, remaining);
            if (seen != remaining)
            {
                remaining = seen;
                continue;
            }

            try
            {
                body(job, tasks - remaining, worker);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref error, exception, null);
            }

            if (Interlocked.Decrement(ref unfinished) == 0 && worker != 0 && Interlocked.Exchange(ref callerWaits, 0) == 1)
                done.Release();
            remaining = Volatile.Read(ref this.remaining);
        }
    }

    private void AwaitWorkers()
    {
        while (!SpinWhile(static team => Volatile.Read(ref team.unfinished) > 0))
        {
            Interlocked.Exchange(ref callerWaits, 1);
            if (Volatile.Read(ref unfinished) > 0 || Interlocked.Exchange(ref callerWaits, 0) == 0)
                done.Wait();
        }
    }

    private void Work(int worker)
    {
        teamOfThread = this;
        while (!stopped)
        {
            TakeTasks(worker);
            if (SpinWhile(static team => Volatile.Read(ref team.remaining) <= 0 && !team.stopped))
                continue;

            Interlocked.Increment(ref sleeping);
            if (Volatile.Read(ref remaining) > 0 && TryLeaveSleepers())
                continue;
            wake.Wait();
        }
    }

    // False where a waker has already counted this thread: then a permit is on its way and must be consumed.
    private bool TryLeaveSleepers()
    {
        int sleeping = Volatile.Read(ref this.sleeping);
        while (sleeping > 0)
        {
            int seen = Interlocked.CompareExchange(ref this.sleeping, sleeping - 1, sleeping);
            if (seen == sleeping)
                return true;
            sleeping = seen;
        }

        return false;
    }

    // True as soon as the condition is false, false when it stayed true for the whole spin.
    private bool SpinWhile(Func<WorkerTeam, bool> condition)
    {
        if (!condition(this))
            return true;
        long end = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            Thread.SpinWait(8);
            if (!condition(this))
                return true;
        }
        while (Stopwatch.GetTimestamp() < end);
        return false;
    }
}
