// Matrices have padded rows, host buffers do not: the driver's two-dimensional copy goes between them.
using System.Runtime.InteropServices;

namespace Vdsh.Cuda.Driver;

/// <summary>CUDA_MEMCPY2D of the driver API, version 2: 128 bytes on 64-bit systems.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Memcpy2D
{
    public nuint SourceXInBytes;
    public nuint SourceY;
    public MemoryType SourceMemoryType;
    public nint SourceHost;
    public nuint SourceDevice;
    public nint SourceArray;
    public nuint SourcePitch;
    public nuint DestinationXInBytes;
    public nuint DestinationY;
    public MemoryType DestinationMemoryType;
    public nint DestinationHost;
    public nuint DestinationDevice;
    public nint DestinationArray;
    public nuint DestinationPitch;
    public nuint WidthInBytes;
    public nuint Height;
}
