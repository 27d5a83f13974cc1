// Which side of a copy a pointer belongs to.
namespace Vdsh.Cuda.Driver;

/// <summary>CUmemorytype.</summary>
internal enum MemoryType
{
    /// <summary>CU_MEMORYTYPE_HOST.</summary>
    Host = 1,

    /// <summary>CU_MEMORYTYPE_DEVICE.</summary>
    Device = 2,
}
