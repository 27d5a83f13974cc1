// Rows of a, packed or where they lie: the micro-kernels read one element of every row at each step, and any two distances will do for that.
namespace Vdsh.Compute.Cpu;

/// <summary>A panel of rows of a: element (row, k) is at Start + row RowStep + k Step.</summary>
internal readonly unsafe struct PanelA(float* start, nint rowStep, nint step)
{
    /// <summary>First element.</summary>
    public float* Start { get; } = start;

    /// <summary>Floats from one row to the next.</summary>
    public nint RowStep { get; } = rowStep;

    /// <summary>Floats from one k to the next.</summary>
    public nint Step { get; } = step;

    /// <summary>The panel that begins so many floats further on.</summary>
    public PanelA Moved(nint floats) => new(Start + floats, RowStep, Step);
}
