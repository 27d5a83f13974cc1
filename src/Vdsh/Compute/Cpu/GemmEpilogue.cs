// What is done to a tile of a product before it leaves the registers, or the first-level cache.
namespace Vdsh.Compute.Cpu;

/// <summary>The last step of a product.</summary>
internal enum GemmEpilogue
{
    /// <summary>c = alpha a b + beta c.</summary>
    None,

    /// <summary>c = max(a b, 0), NaN passed on.</summary>
    Relu,

    /// <summary>c = (a b) .* (mask &gt; 0).</summary>
    Mask,
}
