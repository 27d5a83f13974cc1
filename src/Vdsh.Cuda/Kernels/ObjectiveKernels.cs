// Launchers of objective.cu: the formulas of the code layer.
namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels of the objectives.</summary>
internal sealed unsafe class ObjectiveKernels
{
    private static readonly KernelSignature squaredHingeSignature = new("objective", "vdsh_squared_hinge", "pipipiiip");
    private static readonly KernelSignature forceScaleSignature = new("objective", "vdsh_force_scale", "plfp");
    private static readonly KernelSignature forceSignature = new("objective", "vdsh_force", "pipipfffpiii");

    private readonly Kernel squaredHinge;
    private readonly Kernel forceScale;
    private readonly Kernel force;

    /// <summary>Loads the entries.</summary>
    public ObjectiveKernels(KernelModules modules)
    {
        squaredHinge = modules.Get(squaredHingeSignature);
        forceScale = modules.Get(forceScaleSignature);
        force = modules.Get(forceSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [squaredHingeSignature, forceScaleSignature, forceSignature];

    /// <summary>g = -t max(0, 1 - t h), and partial sums of 1/2 max(0, 1 - t h)^2; same shapes, not empty.</summary>
    public void SquaredHinge(DeviceView h, DeviceView t, DeviceView g, nuint partial)
    {
        nuint hData = h.Data, tData = t.Data, gData = g.Data;
        int hStride = h.Stride, tStride = t.Stride, gStride = g.Stride, gRows = g.Rows, gColumns = g.Columns;
        squaredHinge.Launch(
            LaunchGeometry.Reduction,
            [
                Argument.Of(&hData), Argument.Of(&hStride), Argument.Of(&tData), Argument.Of(&tStride), Argument.Of(&gData),
                Argument.Of(&gStride), Argument.Of(&gRows), Argument.Of(&gColumns), Argument.Of(&partial)
            ]);
    }

    /// <summary>The moving root mean square of the gradient.</summary>
    public void ForceScale(nuint sumOfSquares, long count, float keep, nuint scale)
    {
        forceScale.Launch(LaunchGeometry.Single, [Argument.Of(&sumOfSquares), Argument.Of(&count), Argument.Of(&keep), Argument.Of(&scale)]);
    }

    /// <summary>d = clip(-strength g / scale + pull (sgn(h) - h), -clip, clip); same shapes.</summary>
    public void Force(DeviceView g, DeviceView h, nuint scale, float strength, float pull, float clip, DeviceView d)
    {
        if (d.IsEmpty)
            return;
        nuint gData = g.Data, hData = h.Data, dData = d.Data;
        int gStride = g.Stride, hStride = h.Stride, dStride = d.Stride, dRows = d.Rows, dColumns = d.Columns;
        force.Launch(
            LaunchGeometry.Elements(d.Rows, d.Columns),
            [
                Argument.Of(&gData), Argument.Of(&gStride), Argument.Of(&hData), Argument.Of(&hStride), Argument.Of(&scale),
                Argument.Of(&strength), Argument.Of(&pull), Argument.Of(&clip), Argument.Of(&dData), Argument.Of(&dStride), Argument.Of(&dRows),
                Argument.Of(&dColumns)
            ]);
    }
}
