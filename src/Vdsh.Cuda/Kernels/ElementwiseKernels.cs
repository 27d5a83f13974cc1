// Launchers of elementwise.cu: everything that treats each element on its own.
namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels that treat each element on its own; empty matrices are skipped.</summary>
internal sealed unsafe class ElementwiseKernels
{
    private static readonly KernelSignature fillSignature = new("elementwise", "vdsh_fill", "piiif");
    private static readonly KernelSignature copySignature = new("elementwise", "vdsh_copy", "pipiii");
    private static readonly KernelSignature blendSignature = new("elementwise", "vdsh_blend", "fpifpiii");
    private static readonly KernelSignature reluSignature = new("elementwise", "vdsh_relu", "piii");
    private static readonly KernelSignature maskSignature = new("elementwise", "vdsh_mask", "pipiii");
    private static readonly KernelSignature codeFunctionSignature = new("elementwise", "vdsh_code_function", "pipiiii");
    private static readonly KernelSignature chainTanhSignature = new("elementwise", "vdsh_chain_tanh", "pipiii");

    private readonly Kernel fill;
    private readonly Kernel copy;
    private readonly Kernel blend;
    private readonly Kernel relu;
    private readonly Kernel mask;
    private readonly Kernel codeFunction;
    private readonly Kernel chainTanh;

    /// <summary>Loads the entries.</summary>
    public ElementwiseKernels(KernelModules modules)
    {
        fill = modules.Get(fillSignature);
        copy = modules.Get(copySignature);
        blend = modules.Get(blendSignature);
        relu = modules.Get(reluSignature);
        mask = modules.Get(maskSignature);
        codeFunction = modules.Get(codeFunctionSignature);
        chainTanh = modules.Get(chainTanhSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [fillSignature, copySignature, blendSignature, reluSignature, maskSignature, codeFunctionSignature, chainTanhSignature];

    /// <summary>y = value.</summary>
    public void Fill(DeviceView y, float value)
    {
        if (y.IsEmpty)
            return;
        nuint yData = y.Data;
        int yStride = y.Stride, yRows = y.Rows, yColumns = y.Columns;
        fill.Launch(
            LaunchGeometry.Elements(y.Rows, y.Columns),
            [
                Argument.Of(&yData), Argument.Of(&yStride), Argument.Of(&yRows), Argument.Of(&yColumns), Argument.Of(&value)
            ]);
    }

    /// <summary>y = x; same shape.</summary>
    public void Copy(DeviceView x, DeviceView y)
    {
        if (y.IsEmpty)
            return;
        nuint xData = x.Data, yData = y.Data;
        int xStride = x.Stride, yStride = y.Stride, yRows = y.Rows, yColumns = y.Columns;
        copy.Launch(
            LaunchGeometry.Elements(y.Rows, y.Columns),
            [
                Argument.Of(&xData), Argument.Of(&xStride), Argument.Of(&yData), Argument.Of(&yStride), Argument.Of(&yRows),
                Argument.Of(&yColumns)
            ]);
    }

    /// <summary>y = keep y + alpha x; same shape.</summary>
    public void Blend(float keep, DeviceView y, float alpha, DeviceView x)
    {
        if (y.IsEmpty)
            return;
        nuint yData = y.Data, xData = x.Data;
        int yStride = y.Stride, xStride = x.Stride, yRows = y.Rows, yColumns = y.Columns;
        blend.Launch(
            LaunchGeometry.Elements(y.Rows, y.Columns),
            [
                Argument.Of(&keep), Argument.Of(&yData), Argument.Of(&yStride), Argument.Of(&alpha), Argument.Of(&xData), Argument.Of(&xStride),
                Argument.Of(&yRows), Argument.Of(&yColumns)
            ]);
    }

    /// <summary>y = max(y, 0), NaN passed on.</summary>
    public void Relu(DeviceView y)
    {
        if (y.IsEmpty)
            return;
        nuint yData = y.Data;
        int yStride = y.Stride, yRows = y.Rows, yColumns = y.Columns;
        relu.Launch(
            LaunchGeometry.Elements(y.Rows, y.Columns),
            [
                Argument.Of(&yData), Argument.Of(&yStride), Argument.Of(&yRows), Argument.Of(&yColumns)
            ]);
    }

    /// <summary>y = 0 wherever z &gt; 0 does not hold; same shape.</summary>
    public void Mask(DeviceView z, DeviceView y)
    {
        if (y.IsEmpty)
            return;
        nuint zData = z.Data, yData = y.Data;
        int zStride = z.Stride, yStride = y.Stride, yRows = y.Rows, yColumns = y.Columns;
        mask.Launch(
            LaunchGeometry.Elements(y.Rows, y.Columns),
            [
                Argument.Of(&zData), Argument.Of(&zStride), Argument.Of(&yData), Argument.Of(&yStride), Argument.Of(&yRows),
                Argument.Of(&yColumns)
            ]);
    }

    /// <summary>b = function(h); same shape.</summary>
    public void CodeFunction(DeviceView h, DeviceView b, int function)
    {
        if (b.IsEmpty)
            return;
        nuint hData = h.Data, bData = b.Data;
        int hStride = h.Stride, bStride = b.Stride, bRows = b.Rows, bColumns = b.Columns;
        codeFunction.Launch(
            LaunchGeometry.Elements(b.Rows, b.Columns),
            [
                Argument.Of(&hData), Argument.Of(&hStride), Argument.Of(&bData), Argument.Of(&bStride), Argument.Of(&bRows),
                Argument.Of(&bColumns), Argument.Of(&function)
            ]);
    }

    /// <summary>g *= 1 - b^2; same shape.</summary>
    public void ChainTanh(DeviceView b, DeviceView g)
    {
        if (g.IsEmpty)
            return;
        nuint bData = b.Data, gData = g.Data;
        int bStride = b.Stride, gStride = g.Stride, gRows = g.Rows, gColumns = g.Columns;
        chainTanh.Launch(
            LaunchGeometry.Elements(g.Rows, g.Columns),
            [
                Argument.Of(&bData), Argument.Of(&bStride), Argument.Of(&gData), Argument.Of(&gStride), Argument.Of(&gRows),
                Argument.Of(&gColumns)
            ]);
    }
}
