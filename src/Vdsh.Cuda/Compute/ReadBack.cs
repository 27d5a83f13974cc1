// The few numbers that the host must know during training come home in one small page-locked buffer, with the failures noticed since the last time.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>
/// Partial sums and results of reductions on the device, and their way back. Kernels leave the marks of failures beside the results, so that
/// watching for them costs no copy and no wait of its own. Every thread has marks of its own: what one training fails
/// at is not told to another.
/// </summary>
internal sealed unsafe class ReadBack : IDisposable
{
    private const int Results = 3;
    private const int PivotMark = 0;
    private const int NonfiniteMark = 1;
    private const int Marks = 2;
    private const int MostWatchers = 64;
    private const int Values = Results + (Marks * MostWatchers);

    private readonly CudaStream stream;
    private readonly CudaDeviceVariable<double> memory;
    private readonly CudaPageLockedHostMemory<double> host;

    // Threads for which marks may have been left that they have not looked at yet.
    private readonly Thread?[] watchers = new Thread?[MostWatchers];

    /// <param name="context">Where.</param>
    /// <param name="stream">The stream whose results are read.</param>
    /// <param name="partialSums">Room for partial sums.</param>
    public ReadBack(CudaContext context, CudaStream stream, int partialSums)
    {
        this.stream = stream;
        memory = new CudaDeviceVariable<double>(context, Values + partialSums);
        try
        {
            host = new CudaPageLockedHostMemory<double>(context, Values);
            memory.MemsetAsync(0, stream);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Address of the partial sums.</summary>
    public nuint Partial => Result(Values);

    /// <summary>Address of one of three results of eight bytes.</summary>
    public nuint Result(int index) => memory.DevicePointer + ((nuint)index * sizeof(double));

    /// <summary>
    /// Address where a kernel that meets a bad pivot leaves its number, from 1; the calling thread hears of it with its
    /// next result.
    /// </summary>
    public nuint WatchPivots() => Watch(PivotMark);

    /// <summary>
    /// Address where a kernel that meets an element that is not finite leaves a mark; the calling thread hears of it
    /// with its next result.
    /// </summary>
    public nuint WatchNonfinite() => Watch(NonfiniteMark);

    /// <summary>Queues setting a result to zero.</summary>
    public void Clear(int index) => DriverNative.cuMemsetD8Async(Result(index), 0, sizeof(double), stream.Stream).ThrowIfFailed();

    /// <summary>Waits for a result.</summary>
    /// <exception cref="ArithmeticException">A failure was marked before.</exception>
    public T Read<T>(int index) where T : unmanaged
    {
        Wait();
        return *(T*)(host.Pointer + index);
    }

    /// <summary>
    /// Waits where a failure of the calling thread's work may have been marked and it did not look yet.
    /// </summary>
    /// <exception cref="ArithmeticException">A failure was marked.</exception>
    public void ThrowIfMarked()
    {
        if (Array.IndexOf(watchers, Thread.CurrentThread) >= 0)
            Wait();
    }

    /// <summary>Brings home the results and the marks, and with them all that was queued before.</summary>
    /// <exception cref="ArithmeticException">A failure of the calling thread's work was marked.</exception>
    public void Wait()
    {
        Fetch();
        int own = Array.IndexOf(watchers, Thread.CurrentThread);
        if (own < 0)
            return;
        watchers[own] = null;
        int pivot = Mark(own, PivotMark);
        if (pivot == 0 && Mark(own, NonfiniteMark) == 0)
            return;
        ClearMarks(own);
        throw new ArithmeticException(pivot != 0
            ? $"A matrix to be inverted is not positive definite, or not finite: pivot {pivot - 1} is not a positive number."
            : "A matrix that must be finite has an element that is not.");
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        host?.Dispose();
        memory.Dispose();
    }

    private nuint Watch(int mark)
    {
        int own = Array.IndexOf(watchers, Thread.CurrentThread);
        if (own < 0)
        {
            own = FreePlace();
            watchers[own] = Thread.CurrentThread;
        }
        return Result(Place(own, mark));
    }

    private int FreePlace()
    {
        int free = Array.FindIndex(watchers, IsFree);
        if (free < 0)
        {
            // More threads than places: those whose work has gone well so far need none.
            Fetch();
            for (int i = 0; i < MostWatchers; i++)
            {
                if (Mark(i, PivotMark) == 0 && Mark(i, NonfiniteMark) == 0)
                    watchers[i] = null;
            }
            free = Array.FindIndex(watchers, IsFree);
        }
        if (free < 0)
        {
            throw new InvalidOperationException(
                $"{MostWatchers} threads have not looked yet at what their work failed at.");
        }
        if (watchers[free] is not null)
            ClearMarks(free);
        return free;
    }

    // A thread that has ended will never look.
    private static bool IsFree(Thread? watcher) => watcher is not { IsAlive: true };

    private void Fetch()
    {
        int places = Array.FindLastIndex(watchers, watcher => watcher is not null) + 1;
        memory.AsyncCopyToHost(host, Results + (Marks * places), stream);
        stream.Synchronize();
    }

    private void ClearMarks(int watcher)
    {
        Clear(Place(watcher, PivotMark));
        Clear(Place(watcher, NonfiniteMark));
    }

    private int Mark(int watcher, int mark) => *(int*)(host.Pointer + Place(watcher, mark));

    private static int Place(int watcher, int mark) => Results + (watcher * Marks) + mark;
}
