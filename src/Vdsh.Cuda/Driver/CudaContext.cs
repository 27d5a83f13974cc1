// The door to one device: everything else of this folder lives in a context.
using System.Text;

namespace Vdsh.Cuda.Driver;

/// <summary>The primary context of a device.</summary>
/// <remarks>Thread safety: the driver takes calls from any thread; dispose of it when none is under way.</remarks>
public sealed unsafe class CudaContext : IDisposable
{
    private readonly int device;

    /// <summary>Starts the driver, retains the device's primary context and makes it current on the calling thread.</summary>
    /// <param name="deviceId">Number of the device, from 0.</param>
    /// <exception cref="DllNotFoundException">There is no driver; the message lists what was tried.</exception>
    /// <exception cref="CudaException">The driver has no such device or refuses it.</exception>
    public CudaContext(int deviceId)
    {
        DeviceId = deviceId;
        int count = GetDeviceCount();
        if (deviceId < 0 || deviceId >= count)
        {
            throw new CudaException(
                CUResult.ErrorInvalidDevice, $"There is no CUDA device {deviceId}: the driver has {count}, numbered from 0 (CUDA_ERROR_INVALID_DEVICE).");
        }
        int found;
        DriverNative.cuDeviceGet(&found, deviceId).ThrowIfFailed();
        device = found;
        Handle = new PrimaryContextHandle(device);
        try
        {
            SetCurrent();
        }
        catch
        {
            Handle.Dispose();
            throw;
        }
    }

    /// <summary>Number of the device, from 0.</summary>
    public int DeviceId { get; }

    internal PrimaryContextHandle Handle { get; }

    /// <summary>Number of devices.</summary>
    /// <exception cref="DllNotFoundException">There is no driver.</exception>
    /// <exception cref="CudaException">The driver finds no device (CUDA_ERROR_NO_DEVICE), or does not start.</exception>
    public static int GetDeviceCount()
    {
        DriverNative.cuInit(0).ThrowIfFailed();
        int count;
        DriverNative.cuDeviceGetCount(&count).ThrowIfFailed();
        return count;
    }

    /// <summary>Version of CUDA that the driver supports at most, such as 12.4; null where it does not say.</summary>
    public static Version? GetDriverVersion()
    {
        if (!NativeLibraries.DriverSearch.Exports(nameof(DriverNative.cuDriverGetVersion)))
            return null;
        int version;
        DriverNative.cuDriverGetVersion(&version).ThrowIfFailed();
        return new Version(version / 1000, version % 1000 / 10);
    }

    /// <summary>Properties of a device, without a context.</summary>
    /// <param name="deviceId">Number of the device, from 0.</param>
    public static CudaDeviceProperties GetDeviceInfo(int deviceId)
    {
        const int NameBytes = 256;
        int device;
        DriverNative.cuDeviceGet(&device, deviceId).ThrowIfFailed();
        byte* name = stackalloc byte[NameBytes];
        DriverNative.cuDeviceGetName(name, NameBytes, device).ThrowIfFailed();
        nuint bytes;
        DriverNative.cuDeviceTotalMem_v2(&bytes, device).ThrowIfFailed();
        var text = new ReadOnlySpan<byte>(name, NameBytes);
        int length = text.IndexOf((byte)0);
        return new CudaDeviceProperties
        {
            DeviceId = deviceId,
            DeviceName = Encoding.UTF8.GetString(length < 0 ? text : text[..length]),
            ComputeCapability = new Version(Attribute(device, DeviceAttribute.ComputeCapabilityMajor), Attribute(device, DeviceAttribute.ComputeCapabilityMinor)),
            TotalGlobalMemory = (long)bytes,
            MultiProcessorCount = Attribute(device, DeviceAttribute.MultiprocessorCount),
            ClockRate = Attribute(device, DeviceAttribute.ClockRate),
            MemoryClockRate = Attribute(device, DeviceAttribute.MemoryClockRate),
            GlobalMemoryBusWidth = Attribute(device, DeviceAttribute.MemoryBusWidth),
        };
    }

    /// <summary>Properties of this device.</summary>
    public CudaDeviceProperties GetDeviceInfo() => GetDeviceInfo(DeviceId);

    /// <summary>Makes the context current on the calling thread.</summary>
    public void SetCurrent()
    {
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        DriverNative.cuCtxSetCurrent(Handle.DangerousGetHandle()).ThrowIfFailed();
    }

    /// <summary>Bytes of device memory that are free now.</summary>
    public long GetFreeDeviceMemorySize()
    {
        SetCurrent();
        nuint free, total;
        DriverNative.cuMemGetInfo_v2(&free, &total).ThrowIfFailed();
        return (long)free;
    }

    /// <summary>Compiles and loads PTX.</summary>
    /// <param name="ptx">PTX text; a final zero byte is added where it is missing.</param>
    /// <param name="name">What the module is called in messages.</param>
    /// <exception cref="CudaException">The driver refuses the PTX; its log is in the message.</exception>
    public CudaModule LoadModulePTX(ReadOnlySpan<byte> ptx, string name)
    {
        SetCurrent();
        return new CudaModule(Handle, ptx, name);
    }

    /// <summary>Lets go of the primary context; it ends with its last resource.</summary>
    public void Dispose() => Handle.Dispose();

    // Attributes come and go with versions of the driver, and all that are read here are for reports: 0 where it does not know one.
    private static int Attribute(int device, DeviceAttribute attribute)
    {
        int value;
        return DriverNative.cuDeviceGetAttribute(&value, attribute, device) == CUResult.Success ? value : 0;
    }
}
