// A range that a using statement closes, whatever happens inside it.
namespace Vdsh.Compute;

/// <summary>An open range of an <see cref="IProfiler"/>; disposing it closes the range.</summary>
/// <param name="profiler">The profiler in which the range was opened.</param>
/// <remarks>Thread safety: a range ends on the thread on which it began.</remarks>
public readonly ref struct ProfilerRange(IProfiler profiler)
{
    /// <summary>Closes the range.</summary>
    public void Dispose() => profiler.End();
}
