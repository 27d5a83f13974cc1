// Elementwise work is written for one row; how rows are shared out to threads is decided in one place.
namespace Vdsh.Compute.Cpu;

/// <summary>Something done to every row of a matrix, independently.</summary>
internal interface IRowOperation
{
    /// <summary>Does one row.</summary>
    void Apply(int row);
}
