// One word opens a range at the place that does the work: using (backend.Range("forward")).
namespace Vdsh.Compute;

/// <summary>Opens named ranges in the profiler of a device.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class ProfilerRanges
{
    /// <summary>Opens a range until the result is disposed.</summary>
    /// <param name="engine">The device that does the work.</param>
    /// <param name="name">A constant name.</param>
    /// <param name="number">A number that follows the name, such as the layer; negative for none.</param>
    public static ProfilerRange Range(this IHammingEngine engine, string name, int number = -1)
    {
        IProfiler profiler = engine.Profiler;
        profiler.Begin(name, number);
        return new ProfilerRange(profiler);
    }
}
