// The backend that is always there: everything in managed code, on the vector units and threads of the machine.
using System.Runtime.Intrinsics;
using CommunityToolkit.HighPerformance;
using Vdsh.Compute.Cpu;
using Vdsh.Data;

namespace Vdsh.Compute;

/// <summary>
/// The CPU backend. Matrix products use the widest vectors of the machine; results do not depend on the number of threads, and those of
/// products not on the vector width either.
/// <para>Thread safety: safe for concurrent use. Operations on matrices are done one at a time, in the order in which
/// they were called; a caller whose turn has not come sleeps. Hamming scans run beside them and beside each other. An
/// operation that is called from within a task of the same backend throws <see
/// cref="InvalidOperationException"/>.</para>
/// </summary>
public sealed unsafe partial class CpuBackend : IComputeBackend
{
    private readonly WorkerTeam team;
    private readonly Turns turns;
    private readonly VectorWidth widthAsked;
    private readonly VectorWidth width;
    private readonly Gemm gemm;

    // A factorisation loses too much by rounding, and a step length is worth an exact norm.
    private readonly Gemm exactGemm;
    private readonly SpdInverse spdInverse;
    private readonly ScratchBuffer partialSums = new();
    private readonly ScratchBuffer scratch = new();
    private readonly ScratchBuffer relevance = new();
    private readonly ScratchBuffer discounts = new();

    /// <summary>Creates the backend and its threads.</summary>
    /// <param name="options">Threads, vector width and precision; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine does not accelerate the vector width asked for, or has no products of bfloat16.</exception>
    public CpuBackend(CpuBackendOptions? options = null)
    {
        options ??= new CpuBackendOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        if (options.Precision == ProductPrecision.BFloat16 && !HasBFloat16)
            throw new PlatformNotSupportedException($"Products of bfloat16 are not available. {NativeBf16.Reason}");
        widthAsked = options.VectorWidth;
        width = Resolve(widthAsked);
        team = new WorkerTeam(options.Threads);
        turns = new Turns(nameof(CpuBackend), team);
        exactGemm = new Gemm(team, Exact(width));
        gemm = options.Precision == ProductPrecision.Float32 ? exactGemm : new Gemm(team, options.Amx && HasAmx ? ProductKernel.Amx : ProductKernel.Bf16);
        spdInverse = new SpdInverse(exactGemm);
        string precision = gemm.Kernel switch { ProductKernel.Amx => ", products of bfloat16 (AMX)", ProductKernel.Bf16 => ", products of bfloat16", _ => "" };
        Description = $"{Processor.Name}, {VectorName(width)}{precision}, {options.Threads} thread{(options.Threads == 1 ? "" : "s")}";
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Threads that share the work, the calling one included.</summary>
    public int Threads => team.Workers;

    /// <summary>The vector width in use; never <see cref="VectorWidth.Best"/>.</summary>
    public VectorWidth VectorWidth => width;

    /// <summary>What the factors of products are rounded to.</summary>
    public ProductPrecision Precision => ReferenceEquals(gemm, exactGemm) ? ProductPrecision.Float32 : ProductPrecision.BFloat16;

    /// <summary>Whether this machine accelerates a vector width.</summary>
    public static bool IsSupported(VectorWidth width) => width switch
    {
        VectorWidth.Best => true,
        VectorWidth.Bits512 => Vector512.IsHardwareAccelerated,
        VectorWidth.Bits256 => Vector256.IsHardwareAccelerated,
        VectorWidth.Bits128 => true,
        _ => throw new ArgumentOutOfRangeException(nameof(width)),
    };

    /// <summary>Whether <see cref="ProductPrecision.BFloat16"/> is available: the optional native library is there and the processor has AVX512-BF16.</summary>
    public static bool HasBFloat16 => NativeBf16.IsSupported;

    /// <summary>Whether <see cref="ProductPrecision.BFloat16"/> runs on the tiles of AMX, which is faster still; asks Linux for their registers.</summary>
    public static bool HasAmx => NativeAmx.IsSupported;

    /// <inheritdoc/>
    /// <exception cref="InputException">This process has less memory.</exception>
    public void RequireMemory(long bytes, string purpose)
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new InputException(
                $"Memory: {purpose} needs {bytes >> 20} MiB, this process has {available >> 20} MiB; a smaller --batch, --width or --layers needs less, and mini-batches less than --full-batch.");
        }
    }

    /// <inheritdoc/>
    public DeviceMatrix Allocate(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        turns.ThrowIfClosed();
        return new CpuMatrix(this, turns, rows, columns);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlySpan2D<float> source, DeviceMatrix destination)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix target = Cast(destination);
        RequireSize("source", source.Height, source.Width, target.Rows, target.Columns);
        float* data = target.Data;
        for (int row = 0; row < target.Rows; row++)
            source.GetRowSpan(row).CopyTo(new Span<float>(data + ((nint)row * target.Stride), target.Columns));
    }

    /// <inheritdoc/>
    public void Download(DeviceMatrix source, Span2D<float> destination)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix from = Cast(source);
        RequireSize("destination", destination.Height, destination.Width, from.Rows, from.Columns);
        float* data = from.Data;
        for (int row = 0; row < from.Rows; row++)
            new ReadOnlySpan<float>(data + ((nint)row * from.Stride), from.Columns).CopyTo(destination.GetRowSpan(row));
    }

    /// <summary>
    /// Ends the threads and frees the work space, once the operations before it are done; those that come later throw
    /// <see cref="ObjectDisposedException"/>. Matrices hold their memory until they are disposed themselves.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from within a task of this backend.</exception>
    public void Dispose()
    {
        using Turns.Turn turn = turns.TakeToFree();
        turns.Close();
        team.Dispose();
        gemm.Free();
        exactGemm.Free();
        spdInverse.Free();
        partialSums.Free();
        scratch.Free();
        relevance.Free();
        discounts.Free();
    }

    internal static VectorWidth Resolve(VectorWidth width)
    {
        if (!IsSupported(width))
            throw new PlatformNotSupportedException($"This machine does not accelerate {VectorName(width)}; choose VectorWidth.Best.");
        if (width != VectorWidth.Best)
            return width;
        return IsSupported(VectorWidth.Bits512) ? VectorWidth.Bits512 : IsSupported(VectorWidth.Bits256) ? VectorWidth.Bits256 : VectorWidth.Bits128;
    }

    private static ProductKernel Exact(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => ProductKernel.Vector512,
        VectorWidth.Bits256 => ProductKernel.Vector256,
        _ => ProductKernel.Vector128,
    };

    private static string VectorName(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => "Vector512",
        VectorWidth.Bits256 => "Vector256",
        _ => "Vector128",
    };

    // Operations on a matrix wait for each other only because they are all of one backend.
    private CpuMatrix Cast(DeviceMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix is CpuMatrix own && own.Home == this)
            return own;
        throw new ArgumentException($"The matrix of {matrix} was not allocated by this CPU backend.", nameof(matrix));
    }

    private static CpuSums Cast(DeviceSums sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        return sums as CpuSums ?? throw new ArgumentException($"The {sums.Count} sums were not allocated by a CPU backend.", nameof(sums));
    }

    private static void RequireSize(string what, int rows, int columns, int expectedRows, int expectedColumns)
    {
        if (rows != expectedRows || columns != expectedColumns)
            throw new ArgumentException($"Shapes do not match: {what} is {rows} x {columns}, expected {expectedRows} x {expectedColumns}.", what);
    }

    private static void RequireSize(string what, DeviceMatrix matrix, int expectedRows, int expectedColumns) =>
        RequireSize(what, matrix.Rows, matrix.Columns, expectedRows, expectedColumns);
}
