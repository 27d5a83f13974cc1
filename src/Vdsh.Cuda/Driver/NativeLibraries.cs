// The one place that decides which driver and which cuBLAS are loaded, so that an explicit choice never degrades silently.
using System.Reflection;
using System.Runtime.InteropServices;

namespace Vdsh.Cuda.Driver;

/// <summary>Finds the driver and cuBLAS, once per process.</summary>
internal static class NativeLibraries
{
    /// <summary>Import name of the driver.</summary>
    public const string Driver = "cuda";

    /// <summary>Import name of cuBLAS.</summary>
    public const string Cublas = "cublas";

    /// <summary>Names the driver library.</summary>
    public const string DriverVariable = "VDSH_CUDA_DRIVER";

    /// <summary>Names the cuBLAS library.</summary>
    public const string CublasVariable = "VDSH_CUBLAS";

    private static readonly int[] CublasVersions = [13, 12, 11];

    private static readonly Lazy<LibrarySearch> driverSearch = new(() => new LibrarySearch("The CUDA driver", DriverVariable, DriverNames(), Load));

    private static readonly Lazy<LibrarySearch> cublasSearch = new(() => new LibrarySearch("cuBLAS", CublasVariable, CublasNames(), Load));

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>The search for the driver.</summary>
    public static LibrarySearch DriverSearch => driverSearch.Value;

    /// <summary>The search for cuBLAS.</summary>
    public static LibrarySearch CublasSearch => cublasSearch.Value;

    /// <summary>Makes sure that imports go through the resolver.</summary>
    public static void Register()
    {
        // The static constructor has done it; the call makes it run.
    }

    /// <summary>The names under which a driver is installed.</summary>
    public static IEnumerable<string> DriverNames() => OperatingSystem.IsWindows()
        ? ["nvcuda.dll"]
        : ["libcuda.so.1", "libcuda.so", "/usr/lib/wsl/lib/libcuda.so.1"];

    /// <summary>The names under which cuBLAS is installed, newest first, then in the folders of toolkits.</summary>
    public static IEnumerable<string> CublasNames()
    {
        string[] files = [.. CublasVersions.Select(version => OperatingSystem.IsWindows() ? $"cublas64_{version}.dll" : $"libcublas.so.{version}")];
        foreach (string file in files)
            yield return file;
        foreach (string folder in ToolkitFolders())
        {
            foreach (string file in files)
                yield return Path.Combine(folder, file);
        }
    }

    private static IEnumerable<string> ToolkitFolders()
    {
        string[] inside = OperatingSystem.IsWindows() ? ["bin/x64", "bin"] : ["lib64"];
        var roots = new List<string>();
        foreach (string variable in (string[])["CUDA_PATH", "CUDA_HOME"])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } root)
                roots.Add(root);
        }
        if (!OperatingSystem.IsWindows() && Directory.Exists("/usr/local"))
            roots.AddRange(Directory.EnumerateDirectories("/usr/local", "cuda*").OrderDescending(StringComparer.Ordinal));
        return roots.SelectMany(root => inside.Select(folder => Path.Combine(root, folder)));
    }

    private static (nint Handle, string? Error) Load(string name)
    {
        try
        {
            return (NativeLibrary.Load(name), null);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            // The loader's text is many lines of advice for programmers; what its reader can act on is whether the file is there.
            return (0, exception is BadImageFormatException ? "not a library for this processor"
                : File.Exists(name) ? "there, but it or a library that it needs cannot be loaded" : "not found");
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        LibrarySearch? search = name switch
        {
            Driver => DriverSearch,
            Cublas => CublasSearch,
            _ => null,
        };
        if (search is null)
            return 0;
        return search.Handle != 0 ? search.Handle : throw new DllNotFoundException(search.Failure);
    }
}
