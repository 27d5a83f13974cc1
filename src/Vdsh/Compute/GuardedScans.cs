// Engines of other kinds are used as they are; those of the CPU can be stopped.
namespace Vdsh.Compute;

internal static class GuardedScans
{
    /// <summary>
    /// The engine with a check before each block, where it can be stopped and there is something to check.
    /// </summary>
    public static IHammingEngine With(this IHammingEngine engine, Action? check)
        => check is not null && engine is IGuardedEngine guarded ? guarded.Guarded(check) : engine;

    /// <summary>The engine with scans that end soon after they are cancelled.</summary>
    public static IHammingEngine With(this IHammingEngine engine, CancellationToken cancellation)
        => engine.With(CheckOf(cancellation));

    /// <summary>What throws once a token is cancelled; null for one that never is.</summary>
    public static Action? CheckOf(CancellationToken cancellation)
        => cancellation.CanBeCanceled ? cancellation.ThrowIfCancellationRequested : null;
}
