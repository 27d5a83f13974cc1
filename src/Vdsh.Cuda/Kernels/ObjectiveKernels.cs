// Launchers of objective.cu: the formulas of the code layer.
namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels of the objectives.</summary>
internal sealed unsafe class ObjectiveKernels
{
    private static readonly KernelSignature squaredHingeSignature = new("objective", "vdsh_squared_hinge", "pipipiiip");
    private static readonly KernelSignature forceScaleSignature = new("objective", "vdsh_force_scale", "plfp");
    private static readonly KernelSignature forceSignature = new("objective", "vdsh_force", "pipipffifpiii");
    private static readonly KernelSignature softmaxSignature = new("objective", "vdsh_softmax_cross_entropy", "pipipiiip");
    private static readonly KernelSignature moveCentresSignature = new("objective", "vdsh_move_centres", "pipifpiii");

    private readonly Kernel squaredHinge;
    private readonly Kernel forceScale;
    private readonly Kernel force;
    private readonly Kernel softmax;
    private readonly Kernel moveCentres;

    /// <summary>Loads the entries.</summary>
    public ObjectiveKernels(KernelModules modules)
    {
        squaredHinge = modules.Get(squaredHingeSignature);
        forceScale = modules.Get(forceScaleSignature);
        force = modules.Get(forceSignature);
        softmax = modules.Get(softmaxSignature);
        moveCentres = modules.Get(moveCentresSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [squaredHingeSignature, forceScaleSignature, forceSignature, softmaxSignature, moveCentresSignature];

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

    /// <summary>d = clip(-strength g / scale + the quantisation pull of h, -clip, clip); same shapes.</summary>
    public void Force(DeviceView g, DeviceView h, nuint scale, float strength, float pull, bool isDoubleWell, float clip, DeviceView d)
    {
        if (d.IsEmpty)
            return;
        nuint gData = g.Data, hData = h.Data, dData = d.Data;
        int gStride = g.Stride, hStride = h.Stride, dStride = d.Stride, dRows = d.Rows, dColumns = d.Columns, doubleWell = isDoubleWell ? 1 : 0;
        force.Launch(
            LaunchGeometry.Elements(d.Rows, d.Columns),
            [
                Argument.Of(&gData), Argument.Of(&gStride), Argument.Of(&hData), Argument.Of(&hStride), Argument.Of(&scale),
                Argument.Of(&strength), Argument.Of(&pull), Argument.Of(&doubleWell), Argument.Of(&clip), Argument.Of(&dData), Argument.Of(&dStride),
                Argument.Of(&dRows), Argument.Of(&dColumns)
            ]);
    }

    /// <summary>difference = softmax(scores) - targets, and partial sums of the cross-entropy; same shapes, not empty.</summary>
    public void SoftmaxCrossEntropy(DeviceView scores, DeviceView targets, DeviceView difference, nuint partial)
    {
        nuint scoreData = scores.Data, targetData = targets.Data, differenceData = difference.Data;
        int scoreStride = scores.Stride, targetStride = targets.Stride, differenceStride = difference.Stride, rows = scores.Rows, classes = scores.Columns;
        softmax.Launch(
            LaunchGeometry.Reduction,
            [
                Argument.Of(&scoreData), Argument.Of(&scoreStride), Argument.Of(&targetData), Argument.Of(&targetStride),
                Argument.Of(&differenceData), Argument.Of(&differenceStride), Argument.Of(&rows), Argument.Of(&classes), Argument.Of(&partial)
            ]);
    }

    /// <summary>Moves the centres of present classes toward their means, and sets the last column of all centres.</summary>
    public void MoveCentres(DeviceView means, DeviceView presence, float rate, DeviceView centres)
    {
        if (centres.IsEmpty)
            return;
        nuint meanData = means.Data, presenceData = presence.Data, centreData = centres.Data;
        int meanStride = means.Stride, presenceStride = presence.Stride, centreStride = centres.Stride, classes = means.Rows, bits = means.Columns;
        moveCentres.Launch(
            LaunchGeometry.WarpRows(classes),
            [
                Argument.Of(&meanData), Argument.Of(&meanStride), Argument.Of(&presenceData), Argument.Of(&presenceStride), Argument.Of(&rate),
                Argument.Of(&centreData), Argument.Of(&centreStride), Argument.Of(&classes), Argument.Of(&bits)
            ]);
    }
}
