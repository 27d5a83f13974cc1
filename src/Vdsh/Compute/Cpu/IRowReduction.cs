// Sums are written for one row; in which order rows are added is decided in one place, so that no sum depends on the threads.
namespace Vdsh.Compute.Cpu;

/// <summary>A sum over the rows of a matrix, possibly with elementwise work beside it.</summary>
internal interface IRowReduction
{
    /// <summary>The row's part of the sum.</summary>
    double Reduce(int row);
}
