// Native memory with the alignment that the widest vectors want, outside the reach of the garbage collector.
using System.Runtime.InteropServices;

namespace Vdsh.Compute.Cpu;

/// <summary>A block of float32 aligned to 64 bytes, a large one to its pages, zeroed at creation; freed by <see cref="Free"/>.</summary>
internal sealed unsafe class AlignedMemory
{
    private const int Alignment = 64;

    private float* start;

    public AlignedMemory(long floats)
    {
        nuint bytes = checked((nuint)Math.Max(floats, Alignment / sizeof(float)) * sizeof(float));
        start = (float*)NativeMemory.AlignedAlloc(bytes, (nuint)(bytes >= LargePages.Bytes ? LargePages.Bytes : Alignment));
        LargePages.Request(start, bytes);
        NativeMemory.Clear(start, bytes);
        Floats = floats;
    }

    public long Floats { get; }

    /// <summary>First float; throws once the memory was freed, so that a stale view cannot read foreign memory.</summary>
    public float* Start => start != null ? start : throw new ObjectDisposedException(nameof(DeviceMatrix));

    public void Free()
    {
        NativeMemory.AlignedFree(start);
        start = null;
    }
}
