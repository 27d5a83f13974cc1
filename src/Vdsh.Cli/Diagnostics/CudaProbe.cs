// Owners of a GPU ask first why it is not used, so doctor looks for the driver even in a build that cannot use it.
using System.Runtime.InteropServices;

namespace Vdsh.Cli.Diagnostics;

internal static class CudaProbe
{
    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so", "/usr/lib/wsl/lib/libcuda.so.1"];

    /// <summary>Looks for the driver library by each of its names.</summary>
    public static IReadOnlyList<(string Name, bool Found)> Driver()
    {
        var tried = new List<(string Name, bool Found)>();
        foreach (string name in Names)
        {
            bool found = NativeLibrary.TryLoad(name, out nint handle);
            if (found)
                NativeLibrary.Free(handle);
            tried.Add((name, found));
        }
        return tried;
    }
}
