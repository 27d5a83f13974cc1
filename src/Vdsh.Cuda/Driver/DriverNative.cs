// The driver's entry points under their own names: declarations only, blittable types only.
using System.Runtime.InteropServices;

namespace Vdsh.Cuda.Driver;

/// <summary>
/// The CUDA driver API as far as the engine uses it; handles are raw, results unchecked. cuGetErrorName, cuGetErrorString and cuDriverGetVersion only make
/// messages better and may be missing.
/// </summary>
internal static unsafe partial class DriverNative
{
    private const string Library = NativeLibraries.Driver;

    static DriverNative() => NativeLibraries.Register();

    [LibraryImport(Library)]
    public static partial CUResult cuInit(uint flags);

    [LibraryImport(Library)]
    public static partial CUResult cuDriverGetVersion(int* version);

    [LibraryImport(Library)]
    public static partial CUResult cuDeviceGetCount(int* count);

    [LibraryImport(Library)]
    public static partial CUResult cuDeviceGet(int* device, int ordinal);

    [LibraryImport(Library)]
    public static partial CUResult cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library)]
    public static partial CUResult cuDeviceGetAttribute(int* value, DeviceAttribute attribute, int device);

    [LibraryImport(Library)]
    public static partial CUResult cuDeviceTotalMem_v2(nuint* bytes, int device);

    [LibraryImport(Library)]
    public static partial CUResult cuDevicePrimaryCtxRetain(nint* context, int device);

    [LibraryImport(Library)]
    public static partial CUResult cuDevicePrimaryCtxRelease_v2(int device);

    [LibraryImport(Library)]
    public static partial CUResult cuCtxSetCurrent(nint context);

    [LibraryImport(Library)]
    public static partial CUResult cuCtxPushCurrent_v2(nint context);

    [LibraryImport(Library)]
    public static partial CUResult cuCtxPopCurrent_v2(nint* context);

    [LibraryImport(Library)]
    public static partial CUResult cuMemGetInfo_v2(nuint* free, nuint* total);

    [LibraryImport(Library)]
    public static partial CUResult cuMemAlloc_v2(nuint* pointer, nuint bytes);

    [LibraryImport(Library)]
    public static partial CUResult cuMemFree_v2(nuint pointer);

    [LibraryImport(Library)]
    public static partial CUResult cuMemHostAlloc(nint* pointer, nuint bytes, uint flags);

    [LibraryImport(Library)]
    public static partial CUResult cuMemFreeHost(nint pointer);

    [LibraryImport(Library)]
    public static partial CUResult cuMemcpyHtoDAsync_v2(nuint destination, void* source, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial CUResult cuMemcpyDtoHAsync_v2(void* destination, nuint source, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial CUResult cuMemcpyDtoDAsync_v2(nuint destination, nuint source, nuint bytes, nint stream);

    [LibraryImport(Library)]
    public static partial CUResult cuMemsetD8Async(nuint destination, byte value, nuint count, nint stream);

    [LibraryImport(Library)]
    public static partial CUResult cuModuleLoadDataEx(nint* module, byte* image, uint optionCount, JitOption* options, nint* values);

    [LibraryImport(Library)]
    public static partial CUResult cuModuleUnload(nint module);

    [LibraryImport(Library)]
    public static partial CUResult cuModuleGetFunction(nint* function, nint module, byte* name);

    [LibraryImport(Library)]
    public static partial CUResult cuLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, void** parameters, void** extra);

    [LibraryImport(Library)]
    public static partial CUResult cuStreamCreate(nint* stream, uint flags);

    [LibraryImport(Library)]
    public static partial CUResult cuStreamDestroy_v2(nint stream);

    [LibraryImport(Library)]
    public static partial CUResult cuStreamSynchronize(nint stream);

    [LibraryImport(Library)]
    public static partial CUResult cuStreamWaitEvent(nint stream, nint awaited, uint flags);

    [LibraryImport(Library)]
    public static partial CUResult cuEventCreate(nint* created, uint flags);

    [LibraryImport(Library)]
    public static partial CUResult cuEventDestroy_v2(nint destroyed);

    [LibraryImport(Library)]
    public static partial CUResult cuEventRecord(nint recorded, nint stream);

    [LibraryImport(Library)]
    public static partial CUResult cuEventSynchronize(nint awaited);

    [LibraryImport(Library)]
    public static partial CUResult cuGetErrorName(CUResult result, nint* text);

    [LibraryImport(Library)]
    public static partial CUResult cuGetErrorString(CUResult result, nint* text);
}
