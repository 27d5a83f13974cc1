// Own persistent threads instead of the pool's: a training step dispatches thousands of short jobs, and each must cost microseconds and no garbage.
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// A few background threads that share the tasks of one job at a time with the calling thread. <see cref="Run"/> is for one caller at a time.
/// </summary>
internal sealed unsafe class WorkerTeam : IDisposable
{
    // Long enough to bridge the gap between two jobs of a training step, short enough not to steal a shared core.
    private static readonly long SpinTicks = Stopwatch.Frequency / 50_000;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _done = new(0);

    private delegate*<void*, int, int, void> _body;
    private void* _job;
    private int _tasks;
    private int _remaining;
    private int _unfinished;
    private int _sleeping;
    private int _callerWaits;
    private Exception? _error;
    private volatile bool _stopped;

    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"vdsh-{worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Number of workers, the caller (worker 0) included.</summary>
    public int Workers => _threads.Length + 1;

    /// <summary>Runs tasks 0..<paramref name="tasks"/>-1 and returns when all have ended; the first exception of any of them is thrown here.</summary>
    public void Run<TJob>(ref TJob job, int tasks) where TJob : unmanaged, ITeamJob
    {
        if (_threads.Length == 0 || tasks <= 1)
        {
            for (int task = 0; task < tasks; task++)
                job.Execute(task, 0);
            return;
        }

        ObjectDisposedException.ThrowIf(_stopped, this);
        fixed (TJob* pinned = &job)
        {
            _body = &Invoke<TJob>;
            _job = pinned;
            _tasks = tasks;
            Volatile.Write(ref _unfinished, tasks);

            // Publishes the fields above: a worker reads them only after it has taken a task, and then they belong to this job.
            Interlocked.Exchange(ref _remaining, tasks);
            if (Volatile.Read(ref _sleeping) > 0)
            {
                int sleepers = Interlocked.Exchange(ref _sleeping, 0);
                if (sleepers > 0)
                    _wake.Release(sleepers);
            }

            TakeTasks(0);
            AwaitWorkers();
        }

        Exception? error = Interlocked.Exchange(ref _error, null);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    public void Dispose()
    {
        if (_stopped)
            return;
        _stopped = true;
        _wake.Release(_threads.Length + 1);
        foreach (Thread thread in _threads)
            thread.Join();
        _wake.Dispose();
        _done.Dispose();
    }

    private static void Invoke<TJob>(void* job, int task, int worker) where TJob : unmanaged, ITeamJob => ((TJob*)job)->Execute(task, worker);

    private void TakeTasks(int worker)
    {
        int remaining = Volatile.Read(ref _remaining);
        while (remaining > 0)
        {
            int seen = Interlocked.CompareExchange(ref _remaining, remaining - 1, remaining);
            if (seen != remaining)
            {
                remaining = seen;
                continue;
            }

            try
            {
                _body(_job, _tasks - remaining, worker);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _error, exception, null);
            }

            if (Interlocked.Decrement(ref _unfinished) == 0 && worker != 0 && Interlocked.Exchange(ref _callerWaits, 0) == 1)
                _done.Release();
            remaining = Volatile.Read(ref _remaining);
        }
    }

    private void AwaitWorkers()
    {
        while (!SpinWhile(static team => Volatile.Read(ref team._unfinished) > 0))
        {
            Interlocked.Exchange(ref _callerWaits, 1);
            if (Volatile.Read(ref _unfinished) > 0 || Interlocked.Exchange(ref _callerWaits, 0) == 0)
                _done.Wait();
        }
    }

    private void Work(int worker)
    {
        while (!_stopped)
        {
            TakeTasks(worker);
            if (SpinWhile(static team => Volatile.Read(ref team._remaining) <= 0 && !team._stopped))
                continue;

            Interlocked.Increment(ref _sleeping);
            if (Volatile.Read(ref _remaining) > 0 && TryLeaveSleepers())
                continue;
            _wake.Wait();
        }
    }

    // False where a waker has already counted this thread: then a permit is on its way and must be consumed.
    private bool TryLeaveSleepers()
    {
        int sleeping = Volatile.Read(ref _sleeping);
        while (sleeping > 0)
        {
            int seen = Interlocked.CompareExchange(ref _sleeping, sleeping - 1, sleeping);
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
