// Where driver and cuBLAS are looked for; every attempt is kept, because "where did it look?" is the question behind "not found".
using System.Runtime.InteropServices;

namespace Vdsh.Cli.Devices;

/// <summary>A library and the attempts it took to load it.</summary>
/// <param name="Attempts">All attempts in order; the last one succeeded where <paramref name="Handle"/> is not 0.</param>
/// <param name="Handle">The loaded library, or 0.</param>
internal sealed record LibrarySearch(IReadOnlyList<LibraryAttempt> Attempts, nint Handle)
{
    public const string DriverVariable = "VDSH_CUDA_DRIVER", CublasVariable = "VDSH_CUBLAS";

    public static LibrarySearch Driver() => Load(
        DriverVariable, OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so", "/usr/lib/wsl/lib/libcuda.so.1"]);

    public static LibrarySearch Cublas() => Load(CublasVariable, [.. CublasNames, .. CublasPaths]);

    private static string[] CublasNames => OperatingSystem.IsWindows()
        ? ["cublas64_13.dll", "cublas64_12.dll", "cublas64_11.dll"]
        : ["libcublas.so.13", "libcublas.so.12", "libcublas.so.11"];

    private static IEnumerable<string> CublasPaths
    {
        get
        {
            var roots = new List<string>();
            foreach (string variable in (string[])["CUDA_PATH", "CUDA_HOME"])
            {
                if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } root)
                    roots.Add(root);
            }
            if (!OperatingSystem.IsWindows() && Directory.Exists("/usr/local"))
                roots.AddRange(Directory.GetDirectories("/usr/local", "cuda*").OrderDescending(StringComparer.Ordinal));
            return roots.SelectMany(root => CublasNames.Select(name => Path.Combine(root, OperatingSystem.IsWindows() ? "bin" : "lib64", name)));
        }
    }

    // A variable that is set is an explicit choice, and those never degrade.
    private static LibrarySearch Load(string variable, string[] candidates)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
            candidates = [given];
        var attempts = new List<LibraryAttempt>();
        foreach (string candidate in candidates)
        {
            try
            {
                nint handle = NativeLibrary.Load(candidate);
                attempts.Add(new LibraryAttempt(candidate, null));
                return new LibrarySearch(attempts, handle);
            }
            catch (DllNotFoundException)
            {
                attempts.Add(new LibraryAttempt(candidate, File.Exists(candidate) ? "is there, but it or a library that it needs cannot be loaded" : "not found"));
            }
            catch (BadImageFormatException)
            {
                attempts.Add(new LibraryAttempt(candidate, "not a library for this processor"));
            }
        }
        return new LibrarySearch(attempts, 0);
    }
}
