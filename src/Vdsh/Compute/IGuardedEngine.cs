// A scan may take minutes: who asked for it may leave meanwhile, and a file that lies under a map may be cut off.
namespace Vdsh.Compute;

/// <summary>An engine whose scans can be stopped before each block of the database.</summary>
internal interface IGuardedEngine : IHammingEngine
{
    /// <summary>The same scans, with the same results.</summary>
    /// <param name="check">Called on any thread before a block of a few milliseconds is scanned; what it throws ends
    /// the scan.</param>
    IHammingEngine Guarded(Action check);
}
