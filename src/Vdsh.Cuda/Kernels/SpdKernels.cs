// Launchers of spd.cu: what a symmetric positive definite inverse needs beside products.
namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels of the blocked Cholesky inverse; matrices are square.</summary>
internal sealed unsafe class SpdKernels
{
    private static readonly KernelSignature dampSignature = new("spd", "vdsh_damp", "piiffppip");
    private static readonly KernelSignature choleskyBlockSignature = new("spd", "vdsh_cholesky_block", "piipi");
    private static readonly KernelSignature invertLowerBlockSignature = new("spd", "vdsh_invert_lower_block", "piipi");
    private static readonly KernelSignature mirrorLowerSignature = new("spd", "vdsh_mirror_lower", "pii");
    private static readonly KernelSignature zeroUpperSignature = new("spd", "vdsh_zero_upper", "pii");

    private readonly Kernel damp;
    private readonly Kernel choleskyBlock;
    private readonly Kernel invertLowerBlock;
    private readonly Kernel mirrorLower;
    private readonly Kernel zeroUpper;

    /// <summary>Loads the entries.</summary>
    public SpdKernels(KernelModules modules)
    {
        damp = modules.Get(dampSignature);
        choleskyBlock = modules.Get(choleskyBlockSignature);
        invertLowerBlock = modules.Get(invertLowerBlockSignature);
        mirrorLower = modules.Get(mirrorLowerSignature);
        zeroUpper = modules.Get(zeroUpperSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [dampSignature, choleskyBlockSignature, invertLowerBlockSignature, mirrorLowerSignature, zeroUpperSignature];

    /// <summary>result = s + a I with a = ridge + relativeRidge trace / n, written to appliedRidge; not empty.</summary>
    public void Damp(DeviceView s, float ridge, float relativeRidge, nuint trace, DeviceView result, nuint appliedRidge)
    {
        if (result.IsEmpty)
            return;
        nuint sData = s.Data, resultData = result.Data;
        int sStride = s.Stride, sRows = s.Rows, resultStride = result.Stride;
        damp.Launch(
            LaunchGeometry.Elements(result.Rows, result.Columns),
            [
                Argument.Of(&sData), Argument.Of(&sStride), Argument.Of(&sRows), Argument.Of(&ridge), Argument.Of(&relativeRidge),
                Argument.Of(&trace), Argument.Of(&resultData), Argument.Of(&resultStride), Argument.Of(&appliedRidge)
            ]);
    }

    /// <summary>Factorises a diagonal block of at most 64 rows in place; a bad pivot writes its number (offset + row + 1) to info, the first one only.</summary>
    public void CholeskyBlock(DeviceView a, nuint info, int offset)
    {
        nuint aData = a.Data;
        int aStride = a.Stride, aRows = a.Rows;
        choleskyBlock.Launch(
            LaunchGeometry.DiagonalBlock,
            [
                Argument.Of(&aData), Argument.Of(&aStride), Argument.Of(&aRows), Argument.Of(&info), Argument.Of(&offset)
            ]);
    }

    /// <summary>inverse = l^-1 for a lower triangular block of at most 64 rows, zeros above the diagonal.</summary>
    public void InvertLowerBlock(DeviceView l, DeviceView inverse)
    {
        nuint lData = l.Data, inverseData = inverse.Data;
        int lStride = l.Stride, lRows = l.Rows, inverseStride = inverse.Stride;
        invertLowerBlock.Launch(
            LaunchGeometry.DiagonalBlock,
            [
                Argument.Of(&lData), Argument.Of(&lStride), Argument.Of(&lRows), Argument.Of(&inverseData), Argument.Of(&inverseStride)
            ]);
    }

    /// <summary>Copies the lower triangle to the upper one.</summary>
    public void MirrorLower(DeviceView a)
    {
        if (a.IsEmpty)
            return;
        nuint aData = a.Data;
        int aStride = a.Stride, aRows = a.Rows;
        mirrorLower.Launch(LaunchGeometry.Elements(a.Rows, a.Columns), [Argument.Of(&aData), Argument.Of(&aStride), Argument.Of(&aRows)]);
    }

    /// <summary>Sets the upper triangle to zero.</summary>
    public void ZeroUpper(DeviceView a)
    {
        if (a.IsEmpty)
            return;
        nuint aData = a.Data;
        int aStride = a.Stride, aRows = a.Rows;
        zeroUpper.Launch(LaunchGeometry.Elements(a.Rows, a.Columns), [Argument.Of(&aData), Argument.Of(&aStride), Argument.Of(&aRows)]);
    }
}
