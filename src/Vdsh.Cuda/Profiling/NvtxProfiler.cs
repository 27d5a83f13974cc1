// Nsight Systems and Nsight Compute show the engine's own words (sweep, forward, local step of layer 3) where NVTX is installed.
using System.Runtime.InteropServices;
using System.Text;
using Vdsh.Compute;

namespace Vdsh.Cuda.Profiling;

/// <summary>
/// Passes ranges to NVTX, NVIDIA's library for annotating time lines. Each name is turned into native text once; after that a range costs
/// two calls and allocates nothing. NVTX itself does nothing unless a profiler has started the program.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public sealed unsafe class NvtxProfiler : IProfiler
{
    /// <summary>Environment variable that names the NVTX library to load, before all others.</summary>
    public const string PathVariable = "VDSH_NVTX";

    private static readonly Lazy<IProfiler> shared = new(Open);

    private readonly Dictionary<(string Name, int Number), byte[]> names = [];
    private readonly delegate* unmanaged<byte*, int> push;
    private readonly delegate* unmanaged<int> pop;

    internal NvtxProfiler(nint pushAddress, nint popAddress)
    {
        push = (delegate* unmanaged<byte*, int>)pushAddress;
        pop = (delegate* unmanaged<int>)popAddress;
    }

    /// <summary>NVTX where it can be loaded, else <see cref="NoProfiler"/>; loaded on first use.</summary>
    public static IProfiler Shared => shared.Value;

    /// <inheritdoc/>
    public void Begin(string name, int number)
    {
        byte[] text;
        lock (names)
        {
            if (!names.TryGetValue((name, number), out text!))
                names.Add((name, number), text = NativeText(number < 0 ? name : $"{name} {number}"));
        }
        fixed (byte* first = text)
            push(first);
    }

    /// <inheritdoc/>
    public void End() => pop();

    // NVTX is a convenience: a machine without it is in order, so nothing is reported.
    private static IProfiler Open()
    {
        foreach (string candidate in Candidates())
        {
            if (!NativeLibrary.TryLoad(candidate, out nint library))
                continue;
            if (NativeLibrary.TryGetExport(library, "nvtxRangePushA", out nint pushAddress)
                && NativeLibrary.TryGetExport(library, "nvtxRangePop", out nint popAddress))
                return new NvtxProfiler(pushAddress, popAddress);
            NativeLibrary.Free(library);
        }
        return NoProfiler.Instance;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } given)
            yield return given;
        string[] names = OperatingSystem.IsWindows()
            ? ["nvtx3interop.dll", "nvToolsExt64_1.dll"]
            : ["libnvtx3interop.so", "libnvtx3interop.so.1", "libnvToolsExt.so.1"];
        foreach (string name in names)
            yield return name;
        string folder = OperatingSystem.IsWindows() ? "bin" : "lib64";
        foreach (string? root in (string?[])[Environment.GetEnvironmentVariable("CUDA_PATH"), Environment.GetEnvironmentVariable("CUDA_HOME"), "/usr/local/cuda"])
        {
            if (string.IsNullOrEmpty(root))
                continue;
            foreach (string name in names)
                yield return Path.Combine(root, folder, name);
        }
    }

    private static byte[] NativeText(string text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
