// With pages of 4 KiB a scan of memory waits for translations of addresses, most of all in a virtual machine; Linux gives pages of 2 MiB to those who ask.
using System.Runtime.InteropServices;

namespace Vdsh.Compute.Cpu;

/// <summary>Asks for large pages where the system has them on request (Linux, transparent_hugepage "madvise"); elsewhere nothing happens.</summary>
internal static unsafe partial class LargePages
{
    /// <summary>Bytes of a large page; smaller blocks gain nothing.</summary>
    public const int Bytes = 2 << 20;

    // linux/mman.h
    private const int HugePageAdvice = 14;

    /// <summary>Asks for the whole large pages inside a block. Best before the block is written: pages that exist stay as they are.</summary>
    public static void Request(void* start, nuint bytes)
    {
        nuint first = ((nuint)start + Bytes - 1) / Bytes * Bytes, end = ((nuint)start + bytes) / Bytes * Bytes;
        // A refusal is no loss: it is advice.
        if (OperatingSystem.IsLinux() && end > first)
            _ = Advise((void*)first, end - first, HugePageAdvice);
    }

    /// <summary>An array with contents that are not defined.</summary>
    public static T[] AllocateArray<T>(long length) where T : unmanaged
    {
        T[] array = GC.AllocateUninitializedArray<T>(checked((int)length));
        fixed (T* start = array)
            Request(start, (nuint)array.Length * (nuint)sizeof(T));
        return array;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
