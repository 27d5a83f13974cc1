// The part of a product that differs between vector widths, as static members, so that each width compiles to straight code of its own.
namespace Vdsh.Compute.Cpu;

/// <summary>Computes one tile of a product from a panel of rows of a and a panel of columns of b.</summary>
internal unsafe interface IMicroKernel
{
    /// <summary>Rows of a full tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Floats in a vector; a full tile is two vectors wide.</summary>
    static abstract int Lanes { get; }

    /// <summary>Neighbouring k that a packed panel holds in the place of one float; with more than 1, factors are always packed.</summary>
    static virtual int Interleave => 1;

    /// <summary>Neighbouring k that are multiplied at once, a multiple of <see cref="Interleave"/>; packed panels are filled up to whole steps.</summary>
    static virtual int StepK => 1;

    /// <summary>Whether tiles are finished in the registers, as <see cref="TileTarget.Epilogue"/> says.</summary>
    static virtual bool FusesEpilogue => false;

    /// <summary>Height of the panel that holds so many rows: the least compiled height that is enough.</summary>
    static abstract int PanelRows(int rows);

    /// <summary>The tile a b, scaled or added as the target says, each element one chain of fused multiply-adds in the order of k, starting from zero.</summary>
    /// <param name="rows">Height of the panel of a, as <see cref="PanelRows"/> gives it.</param>
    /// <param name="vectors">Width of the tile in vectors, 1 or 2.</param>
    /// <param name="k">Length of the chains.</param>
    /// <param name="a">The panel of a.</param>
    /// <param name="b">k x (vectors lanes), or a packed panel.</param>
    /// <param name="strideB">Floats from one k to the next in b.</param>
    /// <param name="target">rows x (vectors lanes), all of them written.</param>
    /// <param name="next">What may be fetched meanwhile.</param>
    static abstract void Multiply(int rows, int vectors, nint k, PanelA a, float* b, nint strideB, in TileTarget target, NextTile next);

    /// <summary>What a thread does before its first tile of a task.</summary>
    static virtual void Begin()
    {
    }

    /// <summary>What it does after the last one.</summary>
    static virtual void End()
    {
    }

    /// <summary>As <see cref="Panels.PackRows"/>; panels of the left factor, a, may have another layout than those of b.</summary>
    static virtual void PackRows(bool left, float* source, nint stride, int k, int count, int width, int lastWidth, nint step, float* panels) =>
        Panels.PackRows(source, stride, k, count, width, lastWidth, step, panels);

    /// <summary>As <see cref="Panels.PackTransposed"/>; panels of the left factor, a, may have another layout than those of b.</summary>
    static virtual void PackTransposed(bool left, float* source, nint stride, int k, int count, int width, float* panel) =>
        Panels.PackTransposed(source, stride, k, count, width, panel);
}
