// A mark in a stream that the host or another stream can wait for.
namespace Vdsh.Cuda.Driver;

/// <summary>An event.</summary>
public sealed unsafe class CudaEvent : IDisposable
{
    private const uint DisableTiming = 2;

    private readonly EventHandle handle;

    /// <summary>Creates an event.</summary>
    /// <param name="context">Where.</param>
    /// <param name="timing">Whether it records the time, which makes it dearer.</param>
    public CudaEvent(CudaContext context, bool timing = false)
    {
        context.SetCurrent();
        handle = new EventHandle(context.Handle, timing ? 0 : DisableTiming);
    }

    /// <summary>The raw handle.</summary>
    public nint Event => handle.Value;

    /// <summary>Milliseconds between two timing events that have happened.</summary>
    public static float ElapsedTime(CudaEvent start, CudaEvent end)
    {
        float milliseconds;
        DriverNative.cuEventElapsedTime(&milliseconds, start.Event, end.Event).ThrowIfFailed();
        return milliseconds;
    }

    /// <summary>Marks the work queued in a stream so far.</summary>
    public void Record(CudaStream stream) => DriverNative.cuEventRecord(Event, stream.Stream).ThrowIfFailed();

    /// <summary>Whether the marked work is done, without waiting; true where nothing was marked.</summary>
    /// <exception cref="CudaException">Earlier work failed.</exception>
    public bool Query()
    {
        CUResult result = DriverNative.cuEventQuery(Event);
        if (result == CUResult.ErrorNotReady)
            return false;
        result.ThrowIfFailed(call: "cuEventQuery");
        return true;
    }

    /// <summary>Waits until the marked work is done; at once where nothing was marked.</summary>
    public void Synchronize() => DriverNative.cuEventSynchronize(Event).ThrowIfFailed();

    /// <summary>Destroys the event.</summary>
    public void Dispose() => handle.Dispose();
}
