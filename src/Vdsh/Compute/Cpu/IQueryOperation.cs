// Objectives over pairs need room for one row's lists and histograms, which an ordinary row operation does not have.
namespace Vdsh.Compute.Cpu;

/// <summary>A sum over the rows of a matrix, each row done with a work space of its own.</summary>
internal unsafe interface IQueryOperation
{
    /// <summary>The row's part of the sum.</summary>
    /// <param name="row">The row.</param>
    /// <param name="workspace">Floats to work in, aligned to 64 bytes; their contents are undefined.</param>
    double Apply(int row, float* workspace);
}
