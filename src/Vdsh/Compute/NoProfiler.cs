namespace Vdsh.Compute;

/// <summary>The profiler of devices that have none: does nothing.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class NoProfiler : IProfiler
{
    private NoProfiler()
    {
    }

    /// <summary>The one instance.</summary>
    public static NoProfiler Instance { get; } = new();

    /// <inheritdoc/>
    public void Begin(string name, int number)
    {
    }

    /// <inheritdoc/>
    public void End()
    {
    }
}
