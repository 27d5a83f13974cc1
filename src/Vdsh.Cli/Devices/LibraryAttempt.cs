namespace Vdsh.Cli.Devices;

/// <summary>One attempt to load a library.</summary>
/// <param name="Path">Name or path that was tried.</param>
/// <param name="Problem">Why it failed, or null where it was loaded.</param>
internal sealed record LibraryAttempt(string Path, string? Problem)
{
    public bool Loaded => Problem is null;
}
