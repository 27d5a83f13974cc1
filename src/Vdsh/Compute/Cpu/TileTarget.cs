// Where a micro-kernel leaves its tile, so that full tiles go from the registers straight to the result.
namespace Vdsh.Compute.Cpu;

/// <summary>The destination of a tile: c = epilogue(alpha tile + keep c).</summary>
internal unsafe struct TileTarget
{
    /// <summary>First element.</summary>
    public float* C;

    /// <summary>Floats from row to row.</summary>
    public nint Stride;

    /// <summary>Factor.</summary>
    public float Alpha;

    /// <summary>Factor of what is there, which is not read where this is 0.</summary>
    public float Keep;

    /// <summary>What follows; <see cref="GemmEpilogue.None"/> for kernels that do not say <see cref="IMicroKernel.FusesEpilogue"/>.</summary>
    public GemmEpilogue Epilogue;

    /// <summary>First element of the tile's part of the mask, with <see cref="GemmEpilogue.Mask"/>.</summary>
    public float* Mask;

    /// <summary>Floats from row to row of the mask.</summary>
    public nint StrideMask;
}
