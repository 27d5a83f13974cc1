// One honest search for the native library, whose every step vdsh doctor can show.
using System.Runtime.InteropServices;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// Looks for the library where <c>VDSH_NATIVE</c> says (a file or a folder; <c>off</c>: nowhere), otherwise beside the assembly, in the folder that
/// NuGet gives native files, and in artifacts/native/cpu of the checkout that the assembly lies in.
/// </summary>
internal sealed unsafe class NativeLibrarySearch
{
    /// <summary>The environment variable that overrides the search.</summary>
    public const string Variable = "VDSH_NATIVE";

    private const int Version = 4;

    private nint handle;

    private NativeLibrarySearch()
    {
    }

    /// <summary>The search of this process, done once.</summary>
    public static NativeLibrarySearch Current { get; } = Run();

    /// <summary>The file in use; null where there is none.</summary>
    public string? Path { get; private set; }

    /// <summary>Whether the environment says to do without.</summary>
    public bool IsOff { get; private set; }

    /// <summary>The strongest instruction set of library and processor.</summary>
    public NativeIsa Isa { get; private set; }

    /// <summary>Every file that was tried, with why it is not used (null: it is).</summary>
    public List<(string Path, string? Why)> Tried { get; } = [];

    /// <summary>What is wrong with the explicit choice; null where there is none or it works.</summary>
    public string? Complaint { get; private set; }

    /// <summary>The name of the library's file on this system.</summary>
    public static string FileName => OperatingSystem.IsWindows() ? "vdsh_cpu.dll" : OperatingSystem.IsMacOS() ? "libvdsh_cpu.dylib" : "libvdsh_cpu.so";

    /// <summary>Searches as the environment says.</summary>
    public static NativeLibrarySearch Run() => Run(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    /// <summary>Searches for a program in a folder.</summary>
    /// <param name="choice">The value of <see cref="Variable"/>.</param>
    /// <param name="folder">Where the assembly lies.</param>
    public static NativeLibrarySearch Run(string? choice, string folder)
    {
        var search = new NativeLibrarySearch();
        if (choice is "off" or "0")
        {
            search.IsOff = true;
            return search;
        }
        if (!string.IsNullOrWhiteSpace(choice))
        {
            string file = Directory.Exists(choice) ? System.IO.Path.Combine(choice, FileName) : choice;
            if (!search.Try(file))
            {
                search.Complaint = $"{Variable} is {choice}, but {file} {search.Tried[^1].Why}; build the library with './build.sh native', "
                    + $"name its folder, or set {Variable}=off to do without it.";
            }
            return search;
        }
        foreach (string file in Candidates(folder))
        {
            if (search.Try(file))
                break;
        }
        return search;
    }

    /// <summary>The address of a function; null where no library is in use.</summary>
    public nint Export(string name) => handle == 0 ? 0 : NativeLibrary.GetExport(handle, name);

    private static IEnumerable<string> Candidates(string folder)
    {
        yield return System.IO.Path.Combine(folder, FileName);
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        yield return System.IO.Path.Combine(folder, "runtimes", $"{system}-{architecture}", "native", FileName);
        for (DirectoryInfo? parent = new(folder); parent is not null; parent = parent.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(parent.FullName, "Vdsh.sln")))
                continue;
            yield return System.IO.Path.Combine(parent.FullName, "artifacts", "native", "cpu", FileName);
            yield break;
        }
    }

    private bool Try(string file)
    {
        string? why = Open(file);
        Tried.Add((file, why));
        return why is null;
    }

    private string? Open(string file)
    {
        if (!File.Exists(file))
            return "does not exist";
        if (!NativeLibrary.TryLoad(System.IO.Path.GetFullPath(file), out nint loaded))
            return "is not a library that this system loads";
        if (!NativeLibrary.TryGetExport(loaded, "vdsh_cpu_version", out nint version) || !NativeLibrary.TryGetExport(loaded, "vdsh_cpu_best", out nint best))
        {
            NativeLibrary.Free(loaded);
            return "is not the library of native/cpu";
        }
        int found = ((delegate* unmanaged[Cdecl]<int>)version)();
        if (found != Version)
        {
            NativeLibrary.Free(loaded);
            return $"has version {found} of the interface, {Version} is needed";
        }
        NativeIsa isa = (NativeIsa)((delegate* unmanaged[Cdecl]<int>)best)();
        if (isa == NativeIsa.None)
        {
            NativeLibrary.Free(loaded);
            return "has no kernel for this processor";
        }
        handle = loaded;
        Path = file;
        Isa = isa;
        return null;
    }
}
