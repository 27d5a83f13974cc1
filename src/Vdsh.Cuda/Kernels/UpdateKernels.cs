// Launchers of update.cu: the consensus step of a layer.
namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels that change weights.</summary>
internal sealed unsafe class UpdateKernels
{
    private static readonly KernelSignature trustStepSignature = new("update", "vdsh_trust_step", "ppffp");
    private static readonly KernelSignature consensusStepSignature = new("update", "vdsh_consensus_step", "pipiiipffpi");

    private readonly Kernel trustStep;
    private readonly Kernel consensusStep;

    /// <summary>Loads the entries.</summary>
    public UpdateKernels(KernelModules modules)
    {
        trustStep = modules.Get(trustStepSignature);
        consensusStep = modules.Get(consensusStepSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [trustStepSignature, consensusStepSignature];

    /// <summary>step = eta min(1, limit / r) from two sums of squares.</summary>
    public void TrustStep(nuint outputs, nuint change, float eta, float limit, nuint step)
    {
        trustStep.Launch(
            LaunchGeometry.Single,
            [
                Argument.Of(&outputs), Argument.Of(&change), Argument.Of(&eta), Argument.Of(&limit), Argument.Of(&step)
            ]);
    }

    /// <summary>
    /// w = (1 - q) w + step v, and q more on the diagonal where the decay is toward the identity; q = min(1, eta decay / ridge);
    /// a null step means eta; same shape.
    /// </summary>
    public void ConsensusStep(DeviceView w, DeviceView v, nuint step, float eta, float decay, nuint ridge, bool toIdentity)
    {
        if (w.IsEmpty)
            return;
        nuint wData = w.Data, vData = v.Data;
        int wStride = w.Stride, vStride = v.Stride, wRows = w.Rows, wColumns = w.Columns;
        int isToIdentity = toIdentity ? 1 : 0;
        consensusStep.Launch(
            LaunchGeometry.Elements(w.Rows, w.Columns),
            [
                Argument.Of(&wData), Argument.Of(&wStride), Argument.Of(&vData), Argument.Of(&vStride), Argument.Of(&wRows),
                Argument.Of(&wColumns), Argument.Of(&step), Argument.Of(&eta), Argument.Of(&decay), Argument.Of(&ridge),
                Argument.Of(&isToIdentity)
            ]);
    }
}
