// Where a micro-kernel leaves its tile, so that full tiles go from the registers straight to the result.
namespace Vdsh.Compute.Cpu;

/// <summary>The destination of a tile: c = alpha tile, or c += alpha tile.</summary>
internal unsafe struct TileTarget
{
    /// <summary>First element.</summary>
    public float* C;

    /// <summary>Floats from row to row.</summary>
    public nint Stride;

    /// <summary>Factor.</summary>
    public float Alpha;

    /// <summary>Whether the tile is added to what is there; otherwise that is not read.</summary>
    public bool Add;
}
