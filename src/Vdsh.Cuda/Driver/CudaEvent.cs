// A mark in a stream that the host or another stream can wait for.
namespace Vdsh.Cuda.Driver;

/// <summary>An event.</summary>
/// <remarks>Thread safety: the driver takes calls from any thread; dispose of it when none is under way.</remarks>
public sealed class CudaEvent : IDisposable
{
    private const uint DisableTiming = 2;

    private readonly EventHandle handle;

    /// <summary>Creates an event.</summary>
    public CudaEvent(CudaContext context)
    {
        context.SetCurrent();
        handle = new EventHandle(context.Handle, DisableTiming);
    }

    /// <summary>The raw handle.</summary>
    public nint Event => handle.Value;

    /// <summary>Whether there is anything to wait for: drivers are not asked about events that never marked anything.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>Marks the work queued in a stream so far.</summary>
    public void Record(CudaStream stream)
    {
        DriverNative.cuEventRecord(Event, stream.Stream).ThrowIfFailed();
        IsRecorded = true;
    }

    /// <summary>Waits until the marked work is done; at once where nothing was marked.</summary>
    public void Synchronize()
    {
        if (IsRecorded)
            DriverNative.cuEventSynchronize(Event).ThrowIfFailed();
    }

    /// <summary>Destroys the event.</summary>
    public void Dispose() => handle.Dispose();
}
