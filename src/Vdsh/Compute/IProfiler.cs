// Names for stretches of work, so that a profiler's time line speaks of sweeps and layers and not of kernels only.
namespace Vdsh.Compute;

/// <summary>
/// Receives the begin and the end of nested ranges of work on one thread. Calls cost next to nothing and allocate nothing where no profiler
/// listens; they never change a result. Open ranges through <see cref="ProfilerRanges"/>.
/// </summary>
/// <remarks>
/// Thread safety: implementations are safe for concurrent use; a range begins and ends on one thread.
/// </remarks>
public interface IProfiler
{
    /// <summary>Opens a range.</summary>
    /// <param name="name">A constant name, such as <c>forward</c>.</param>
    /// <param name="number">A number that follows the name, such as the layer; negative for none.</param>
    void Begin(string name, int number);

    /// <summary>Closes the range opened last.</summary>
    void End();
}
