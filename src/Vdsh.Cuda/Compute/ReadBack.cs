// The few numbers that the host must know during training come home in one small page-locked buffer, with the failures noticed since the last time.
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Compute;

/// <summary>
/// Partial sums and results of reductions on the device, and their way back. Kernels leave the marks of failures beside the results, so that
/// watching for them costs no copy and no wait of its own.
/// </summary>
internal sealed unsafe class ReadBack : IDisposable
{
    private const int Results = 3;
    private const int PivotMark = Results;
    private const int NonfiniteMark = Results + 1;
    private const int Values = Results + 2;

    private readonly CudaStream stream;
    private readonly CudaDeviceVariable<double> memory;
    private readonly CudaPageLockedHostMemory<double> host;
    private bool watching;

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

    /// <summary>Address where a kernel that meets a bad pivot leaves its number, from 1; whoever brings home the next result hears of it.</summary>
    public nuint WatchPivots() => Watch(PivotMark);

    /// <summary>Address where a kernel that meets an element that is not finite leaves a mark; whoever brings home the next result hears of it.</summary>
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

    /// <summary>Waits where a failure may have been marked and nobody looked yet.</summary>
    /// <exception cref="ArithmeticException">A failure was marked.</exception>
    public void ThrowIfMarked()
    {
        if (watching)
            Wait();
    }

    /// <summary>Brings home the results and the marks, and with them all that was queued before.</summary>
    /// <exception cref="ArithmeticException">A failure was marked.</exception>
    public void Wait()
    {
        memory.AsyncCopyToHost(host, Values, stream);
        stream.Synchronize();
        watching = false;
        int pivot = *(int*)(host.Pointer + PivotMark);
        bool nonfinite = *(int*)(host.Pointer + NonfiniteMark) != 0;
        if (pivot == 0 && !nonfinite)
            return;
        Clear(PivotMark);
        Clear(NonfiniteMark);
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
        watching = true;
        return Result(mark);
    }
}
