// Asks driver and cuBLAS what they are, without the engine: what keeps the engine from starting must still be reportable.
using System.Runtime.InteropServices;

namespace Vdsh.Cli.Devices;

/// <summary>The few driver calls that doctor needs, bound by hand to libraries already loaded. Absent libraries are handles
/// of 0; loaded ones stay, because a driver that was started has threads of its own.</summary>
internal sealed unsafe class CudaProbe(nint driver, nint cublas)
{
    private const string EmulatorName = "emulator";

    // Attribute numbers of cuDeviceGetAttribute.
    private const int ClockRate = 13, MultiprocessorCount = 16, MemoryClockRate = 36, MemoryBusWidth = 37, CapabilityMajor = 75, CapabilityMinor = 76;

    /// <summary>CUDA version that the driver supports, such as 12.4.</summary>
    public string? DriverVersion
    {
        get
        {
            int version = 0;
            return driver != 0 && Find(driver, "cuDriverGetVersion") is var call and not 0 && ((delegate* unmanaged<int*, int>)call)(&version) == 0
                ? $"{version / 1000}.{version % 1000 / 10}"
                : null;
        }
    }

    /// <summary>Version of cuBLAS, such as 12.4.5; asked without making a handle, which would need a device.</summary>
    public string? CublasVersion
    {
        get
        {
            if (cublas == 0 || Find(cublas, "cublasGetProperty") is not (var call and not 0))
                return null;
            Span<int> parts = stackalloc int[3];
            for (int i = 0; i < parts.Length; i++)
            {
                int value = 0;
                if (((delegate* unmanaged<int, int*, int>)call)(i, &value) != 0)
                    return null;
                parts[i] = value;
            }
            return $"{parts[0]}.{parts[1]}.{parts[2]}";
        }
    }

    /// <summary>Starts the driver; returns what it complains of, or null.</summary>
    public string? Initialize()
    {
        if (driver == 0)
            return null;
        nint call = Find(driver, "cuInit");
        if (call == 0)
            return "nothing: it has no function cuInit and is no CUDA driver";
        int status = ((delegate* unmanaged<uint, int>)call)(0);
        return status == 0 ? null : Explain("cuInit", status);
    }

    /// <summary>The devices of a driver that was started.</summary>
    public IReadOnlyList<GpuFinding> Devices()
    {
        int count = 0;
        if (Find(driver, "cuDeviceGetCount") is not (var call and not 0) || ((delegate* unmanaged<int*, int>)call)(&count) != 0)
            return [];
        return [.. Enumerable.Range(0, count).Select(Describe)];
    }

    private GpuFinding Describe(int index)
    {
        int device = 0;
        nuint memory = 0;
        byte* name = stackalloc byte[256];
        new Span<byte>(name, 256).Clear();
        ((delegate* unmanaged<int*, int, int>)Find(driver, "cuDeviceGet"))(&device, index);
        ((delegate* unmanaged<byte*, int, int, int>)Find(driver, "cuDeviceGetName"))(name, 255, device);
        ((delegate* unmanaged<nuint*, int, int>)Find(driver, "cuDeviceTotalMem_v2"))(&memory, device);
        string text = Marshal.PtrToStringUTF8((nint)name)!;
        return new GpuFinding(
            index, text, Attribute(CapabilityMajor, device), Attribute(CapabilityMinor, device), Attribute(MultiprocessorCount, device), (long)memory,
            Attribute(ClockRate, device), Attribute(MemoryClockRate, device), Attribute(MemoryBusWidth, device),
            text.Contains(EmulatorName, StringComparison.OrdinalIgnoreCase));
    }

    private int Attribute(int attribute, int device)
    {
        int value = 0;
        int status = ((delegate* unmanaged<int*, int, int, int>)Find(driver, "cuDeviceGetAttribute"))(&value, attribute, device);
        return status == 0 ? value : 0;
    }

    private string Explain(string expression, int status)
    {
        byte* name = null, text = null;
        if (Find(driver, "cuGetErrorName") is var named and not 0)
            ((delegate* unmanaged<int, byte**, int>)named)(status, &name);
        if (Find(driver, "cuGetErrorString") is var described and not 0)
            ((delegate* unmanaged<int, byte**, int>)described)(status, &text);
        return $"{Marshal.PtrToStringUTF8((nint)name) ?? "an unknown error"} ({expression} = {status}{(text is null ? "" : $": {Marshal.PtrToStringUTF8((nint)text)}")})";
    }

    private static nint Find(nint library, string name) => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;
}
