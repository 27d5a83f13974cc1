// Where the tests run: on the emulator built beside them, or on whatever driver VDSH_CUDA_DRIVER names.
using System.Runtime.InteropServices;
using NUnit.Framework;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Tests;

/// <summary>One driver serves the whole test process, because a process loads one driver.</summary>
internal static unsafe class TestDevice
{
    private const string EmulatorName = "Vdsh PTX emulator";

    static TestDevice()
    {
        if (EmulatorFolder() is string folder && Environment.GetEnvironmentVariable(NativeLibraries.DriverVariable) is not { Length: > 0 })
        {
            Environment.SetEnvironmentVariable(NativeLibraries.DriverVariable, Path.Combine(folder, "libcuda.so.1"));
            Environment.SetEnvironmentVariable(NativeLibraries.CublasVariable, Path.Combine(folder, "libcublas.so"));
        }
        // Not an initialiser: those run before this body, and collecting settles which driver is loaded.
        Diagnostics = CudaDiagnostics.Collect();
    }

    /// <summary>What was found.</summary>
    public static CudaDiagnostics Diagnostics { get; }

    private static bool IsEmulator => Diagnostics.IsUsable && Diagnostics.Devices[0].DeviceName == EmulatorName;

    /// <summary>
    /// Ends the test or fixture as ignored where there is no emulator; otherwise blocks and warps run in the given order. The detector, which took some 30 %
    /// of the time of trainings, sees a race between two barriers in any order, so suites that run in both look for races in one, and those of failures and waits not at all.
    /// </summary>
    public static void RequireEmulator(bool reverse = false, bool races = true)
    {
        if (!Diagnostics.IsUsable)
            Assert.Ignore($"There is no emulator (./build.sh native builds it): {Diagnostics.Reason}");
        if (!IsEmulator)
            Assert.Ignore($"The driver is not the emulator: it offers {Diagnostics.Devices[0].DeviceName}.");
        Set("vdshEmuSetRaces", races ? 1 : 0);
        Set("vdshEmuSetReverse", reverse ? 1 : 0);
    }

    /// <summary>Ends the test or fixture as ignored where there is no device at all, or none that can run blocks in the order asked for.</summary>
    public static void RequireDevice(bool reverse = false, bool races = true)
    {
        if (IsEmulator || reverse || !Diagnostics.IsUsable)
            RequireEmulator(reverse, races);
    }

    /// <summary>Ends the fixture as ignored where there is no real device.</summary>
    public static void RequireHardware()
    {
        if (!Diagnostics.IsUsable)
            Assert.Ignore($"There is no CUDA device: {Diagnostics.Reason}");
        if (IsEmulator)
            Assert.Ignore("The driver is the emulator; name a real driver in VDSH_CUDA_DRIVER and VDSH_CUBLAS to run on a device.");
    }

    /// <summary>Allocations of the emulator that were not freed; 0 on a real device, which does not say.</summary>
    public static int LiveAllocations() =>
        TryExport("vdshEmuLiveAllocations", out nint function) ? ((delegate* unmanaged<int>)function)() : 0;

    /// <summary>Calls so far that made the host wait for the device; only the emulator says.</summary>
    public static int Waits()
    {
        if (!TryExport("vdshEmuWaits", out nint function))
            Assert.Ignore("The driver does not count waits.");
        return ((delegate* unmanaged<int>)function)();
    }

    /// <summary>Lets the n-th allocation from now fail; 0 switches it off.</summary>
    public static void FailAllocation(int n) => Set("vdshEmuFailAllocation", n);

    /// <summary>Lets the n-th launch from now fail; 0 switches it off.</summary>
    public static void FailLaunch(int n) => Set("vdshEmuFailLaunch", n);

    /// <summary>Lets the emulator append the coverage of the kernels to the file of VDSH_EMU_COVERAGE; nothing on other drivers and without the variable.</summary>
    public static void WriteCoverage()
    {
        if (TryExport("vdshEmuWriteCoverage", out nint function))
            ((delegate* unmanaged<int>)function)();
    }

    private static void Set(string name, int value)
    {
        if (!TryExport(name, out nint function))
            Assert.Ignore($"The emulator does not export {name}.");
        ((delegate* unmanaged<int, void>)function)(value);
    }

    private static bool TryExport(string name, out nint function)
    {
        function = 0;
        nint driver = NativeLibraries.DriverSearch.Handle;
        return driver != 0 && NativeLibrary.TryGetExport(driver, name, out function);
    }

    private static string? EmulatorFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Vdsh.sln")))
                continue;
            string emulator = Path.Combine(folder.FullName, "artifacts", "native", "emulator");
            return File.Exists(Path.Combine(emulator, "libcuda.so.1")) && File.Exists(Path.Combine(emulator, "libcublas.so")) ? emulator : null;
        }
        return null;
    }
}
