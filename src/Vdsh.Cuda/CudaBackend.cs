// The backend for NVIDIA GPUs: products by cuBLAS, everything else by the kernels of native/cuda.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Cuda.Compute;
using Vdsh.Cuda.Cublas;
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;
using Vdsh.Cuda.Profiling;

namespace Vdsh.Cuda;

/// <summary>
/// The CUDA backend. Work is queued in one compute stream and returns at once; only downloads and operations that return a number wait: they also
/// report the matrices that <see cref="InvertSpd"/> and <see cref="RequireFinite"/> refused since the last wait. A failure of the device surfaces as <see cref="CudaException"/> in a later call and is final for the process' context. Sums have a fixed order; the bits of
/// products are those of cuBLAS, which may differ between devices and versions.
/// <para>Thread safety: safe for concurrent use. Operations and scans are queued one at a time, in the order in which
/// they were called; a caller whose turn has not come sleeps. What <see cref="InvertSpd"/> and <see
/// cref="RequireFinite"/> refused is reported to the thread that called them.</para>
/// </summary>
public sealed partial class CudaBackend : IComputeBackend
{
    private readonly Turns turns = new(nameof(CudaBackend));
    private readonly List<IDisposable> resources = [];
    private readonly CudaContext context;
    private readonly CudaStream stream;
    private readonly CudaBlas blas;
    private readonly TransferStaging staging;
    private readonly ReadBack readBack;
    private readonly ScratchMemory scratch;
    private readonly ElementwiseKernels elementwise;
    private readonly ReductionKernels reductions;
    private readonly ObjectiveKernels objectives;
    private readonly UpdateKernels updates;
    private readonly SpdKernels spd;
    private readonly ScanDevice scans;
    private readonly PairKernels pairs;
    private readonly RelaxationKernels relaxations;
    private bool disposed;

    /// <summary>Opens a device and loads the kernels.</summary>
    /// <param name="options">Device and precision; null takes the defaults.</param>
    /// <exception cref="DllNotFoundException">There is no driver or no cuBLAS; the message lists what was tried.</exception>
    /// <exception cref="CudaException">There is no such device, or it refuses the kernels.</exception>
    public CudaBackend(CudaBackendOptions? options = null)
    {
        options ??= new CudaBackendOptions();
        try
        {
            context = Own(new CudaContext(options.Device));
            stream = Own(new CudaStream(context));
            CudaStream copy = Own(new CudaStream(context));
            blas = Own(new CudaBlas(context, stream, options.AllowTf32 ? MathMode.Tf32TensorOp : MathMode.Default));
            KernelModules modules = Own(new KernelModules(context, stream));
            elementwise = new ElementwiseKernels(modules);
            reductions = new ReductionKernels(modules);
            objectives = new ObjectiveKernels(modules);
            updates = new UpdateKernels(modules);
            spd = new SpdKernels(modules);
            HammingKernels hamming = new(modules);
            pairs = new PairKernels(modules);
            relaxations = new RelaxationKernels(modules);
            readBack = Own(new ReadBack(context, stream, LaunchGeometry.ReductionBlocks));
            staging = Own(new TransferStaging(context, stream, copy, elementwise));
            scans = new ScanDevice(context, stream, staging, hamming);
            scratch = Own(new ScratchMemory(context, stream));
            Device = context.GetDeviceInfo();
            Description = $"{Device.DeviceName}, compute capability {Device.ComputeCapability}, {MemoryText.Of((ulong)Device.TotalGlobalMemory)}, "
                + $"cuBLAS{(blas.GetVersion() is Version version ? $" {version}" : "")}, {(options.AllowTf32 ? "TF32 products" : "float32 products")}";
        }
        catch
        {
            Free();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => "cuda";

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>NVTX, where it is installed.</summary>
    public IProfiler Profiler => NvtxProfiler.Shared;

    /// <summary>The device.</summary>
    public CudaDeviceProperties Device { get; }

    /// <summary>What is there of driver, devices and cuBLAS, and why the backend cannot be used where it cannot.</summary>
    public static CudaDiagnostics Probe() => CudaDiagnostics.Collect();

    /// <summary>Opens a device where that is possible.</summary>
    /// <param name="options">Device and precision; null takes the defaults.</param>
    /// <param name="backend">The backend, or null.</param>
    /// <param name="reason">Why there is none, in one sentence, or null.</param>
    /// <returns>Whether there is a backend.</returns>
    public static bool TryCreate(
        CudaBackendOptions? options,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CudaBackend? backend,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? reason)
    {
        try
        {
            backend = new CudaBackend(options);
            reason = null;
            return true;
        }
        catch (Exception exception) when (exception is CudaException or DllNotFoundException or EntryPointNotFoundException)
        {
            backend = null;
            reason = exception.Message;
            return false;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CudaException">It does not fit; the message says what was needed and what is free.</exception>
    public DeviceMatrix Allocate(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        using Turns.Turn turn = turns.Take();
        Enter();
        var matrix = new CudaMatrix(this, context, rows, columns);
        try
        {
            matrix.Memory.MemsetAsync(0, stream);
            return matrix;
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan2D<float> source, DeviceMatrix destination)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix target = Cast(destination);
        RequireSize("source", source.Height, source.Width, target.Rows, target.Columns);
        staging.Upload(source, target.Whole);
    }

    /// <inheritdoc/>
    public void Download(DeviceMatrix source, Span2D<float> destination)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix from = Cast(source);
        RequireSize("destination", destination.Height, destination.Width, from.Rows, from.Columns);
        readBack.ThrowIfMarked();
        staging.Download(from.Whole, destination);
    }

    /// <summary>Waits for all queued work.</summary>
    /// <exception cref="CudaException">Some of it failed.</exception>
    public void Synchronize()
    {
        using Turns.Turn turn = turns.Take();
        Enter();
        stream.Synchronize();
    }

    /// <inheritdoc/>
    /// <exception cref="CudaException">They do not fit; the message says what is needed, what is free and which options need less.</exception>
    public void RequireMemory(long bytes, string purpose)
    {
        using Turns.Turn turn = turns.Take();
        long free = context.GetFreeDeviceMemorySize();
        if (bytes > free)
        {
            throw new CudaException(
                CUResult.ErrorOutOfMemory,
                $"Device memory: {purpose} needs {MemoryText.Of((ulong)bytes)}, {MemoryText.Of((ulong)free)} are free on {Device.DeviceName}; smaller --batch, --width or --layers need less.");
        }
    }

    /// <summary>
    /// Waits for all work and frees everything but matrices, which hold their memory until they are disposed
    /// themselves. Operations that come later throw <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        using Turns.Turn turn = TakeToFree();
        if (disposed)
            return;
        turns.Close();
        disposed = true;
        Free();
    }

    /// <summary>
    /// Waits for a turn and then until nothing queued uses any memory, which may be freed in that turn. A failure of
    /// that work is left to the next call, which sees it again.
    /// </summary>
    internal Turns.Turn TakeToFree()
    {
        Turns.Turn turn = turns.TakeToFree();
        if (disposed)
            return turn;
        context.SetCurrent();
        stream.Drain();
        return turn;
    }

    private T Own<T>(T resource) where T : IDisposable
    {
        resources.Add(resource);
        return resource;
    }

    private void Free()
    {
        for (int i = resources.Count - 1; i >= 0; i--)
            resources[i].Dispose();
        resources.Clear();
    }

    // The caller's thread may have another context current, or none.
    private void Enter()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        context.SetCurrent();
    }

    private CudaMatrix Cast(DeviceMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix is not CudaMatrix own || own.Home != this)
            throw new ArgumentException($"The matrix of {matrix} was not allocated by this CUDA backend.", nameof(matrix));
        _ = own.Data;
        Enter();
        return own;
    }

    private CudaSums Cast(DeviceSums sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        if (sums is not CudaSums own || own.Home != this)
            throw new ArgumentException($"The {sums.Count} sums were not allocated by this CUDA backend.", nameof(sums));
        Enter();
        return own;
    }

    private static void RequireSize(string what, int rows, int columns, int expectedRows, int expectedColumns)
    {
        if (rows != expectedRows || columns != expectedColumns)
            throw new ArgumentException($"Shapes do not match: {what} is {rows} x {columns}, expected {expectedRows} x {expectedColumns}.", what);
    }

    private static void RequireSize(string what, DeviceMatrix matrix, int expectedRows, int expectedColumns) =>
        RequireSize(what, matrix.Rows, matrix.Columns, expectedRows, expectedColumns);
}
