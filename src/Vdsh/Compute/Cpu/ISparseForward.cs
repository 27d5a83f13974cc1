// The vector width is chosen when a backend is made, not when code is compiled.
namespace Vdsh.Compute.Cpu;

/// <summary>A pass of some rows through all layers of a network. For one thread at a time.</summary>
internal unsafe interface ISparseForward : IDisposable
{
    /// <summary>Makes the lists of a part of the rows.</summary>
    /// <param name="part">The rows from <see cref="NonZeroLists.RowsPerPart"/> times it.</param>
    /// <param name="rows">Inputs of the network, finite.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="count">Rows: <see cref="NonZeroLists.RowsPerPart"/>, in the last part perhaps fewer.</param>
    void Take(int part, float* rows, nint stride, int count);

    /// <summary>Computes the outputs of the rows that were taken.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="outputs">Receives the last layer's outputs, row by row without gaps.</param>
    /// <returns>Multiplications done, as a share of those of a pass that skips none.</returns>
    double Run(int rows, float* outputs);
}
