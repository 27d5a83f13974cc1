// A queue of work on the device.
namespace Vdsh.Cuda.Driver;

/// <summary>A stream that does not wait for the default stream.</summary>
/// <remarks>Thread safety: the driver takes calls from any thread; dispose of it when none is under way.</remarks>
public sealed class CudaStream : IDisposable
{
    /// <summary>CU_STREAM_NON_BLOCKING.</summary>
    internal const uint NonBlocking = 1;

    private readonly StreamHandle handle;

    /// <summary>Creates a stream.</summary>
    public CudaStream(CudaContext context)
    {
        context.SetCurrent();
        handle = new StreamHandle(context.Handle);
    }

    /// <summary>The raw handle.</summary>
    public nint Stream => handle.Value;

    /// <summary>How often all work queued before was waited for: what was queued at another count is done.</summary>
    internal long Synchronizations { get; private set; }

    /// <summary>Waits for all work queued so far.</summary>
    /// <exception cref="CudaException">Some of it failed.</exception>
    public void Synchronize()
    {
        DriverNative.cuStreamSynchronize(Stream).ThrowIfFailed();
        Synchronizations++;
    }

    /// <summary>Waits for all work queued so far and leaves its failure to the next call: the driver reports it again.</summary>
    internal void Drain() => _ = DriverNative.cuStreamSynchronize(Stream);

    /// <summary>Makes work queued from now on wait for an event.</summary>
    public void WaitEvent(CudaEvent awaited)
    {
        if (awaited.IsRecorded)
            DriverNative.cuStreamWaitEvent(Stream, awaited.Event, 0).ThrowIfFailed();
    }

    /// <summary>Destroys the stream; work still in it goes on.</summary>
    public void Dispose() => handle.Dispose();
}
