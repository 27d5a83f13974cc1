// Owners of a GPU that is not found want to know where it was looked for.
namespace Vdsh.Cuda.Driver;

/// <summary>One attempt to load a native library.</summary>
/// <param name="Name">File name or path that was tried.</param>
/// <param name="Found">Whether it could be loaded.</param>
/// <param name="Why">Where it came from (an environment variable) or how it failed; null where there is nothing to say.</param>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record TriedLibrary(string Name, bool Found, string? Why = null);
