// The result of looking for one native library, kept for the life of the process so that every message tells the same story.
using System.Runtime.InteropServices;

namespace Vdsh.Cuda.Driver;

/// <summary>What was tried for one library, in order, and what was loaded.</summary>
internal sealed class LibrarySearch
{
    private readonly string what;
    private readonly string variable;

    /// <param name="what">The library in words.</param>
    /// <param name="variable">Environment variable that names it; where it is set, nothing else is tried.</param>
    /// <param name="candidates">Names in the order they are tried.</param>
    /// <param name="load">Loads a name: the handle (0 for none) and why it failed.</param>
    public LibrarySearch(string what, string variable, IEnumerable<string> candidates, Func<string, (nint Handle, string? Error)> load)
    {
        this.what = what;
        this.variable = variable;
        string? chosen = Environment.GetEnvironmentVariable(variable);
        bool isChosen = !string.IsNullOrEmpty(chosen);
        var tried = new List<TriedLibrary>();
        foreach (string name in isChosen ? [chosen!] : candidates)
        {
            (nint handle, string? error) = load(name);
            tried.Add(new TriedLibrary(name, handle != 0, handle == 0 ? error : isChosen ? $"set by {variable}" : null));
            if (handle == 0)
                continue;
            Handle = handle;
            Library = name;
            break;
        }
        Tried = tried;
        IsChosen = isChosen;
    }

    /// <summary>The loaded library, or 0.</summary>
    public nint Handle { get; }

    /// <summary>The name that could be loaded, or null.</summary>
    public string? Library { get; }

    /// <summary>Every attempt, in order.</summary>
    public IReadOnlyList<TriedLibrary> Tried { get; }

    /// <summary>Whether the environment variable named the library.</summary>
    public bool IsChosen { get; }

    /// <summary>Whether the library is there and offers an entry point.</summary>
    public bool Exports(string entryPoint) => Handle != 0 && NativeLibrary.TryGetExport(Handle, entryPoint, out _);

    /// <summary>Why there is no library, with everything tried and how to mend it.</summary>
    public string Failure => IsChosen
        ? $"{what} was not loaded: {variable} names '{Tried[0].Name}', which failed ({Tried[0].Why}); correct the variable or unset it."
        : $"{what} was not found; tried {string.Join(", ", Tried.Select(attempt => attempt.Name))}. Install it, or name its file in {variable}.";
}
