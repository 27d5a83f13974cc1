// Where a micro-kernel leaves its tile, so that full tiles go from the registers straight to the result.
namespace Vdsh.Compute.Cpu;

/// <summary>The destination of a tile: c = alpha tile + keep c.</summary>
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
}
