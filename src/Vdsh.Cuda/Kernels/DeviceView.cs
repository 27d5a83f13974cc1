// The three numbers by which kernels know a matrix.
namespace Vdsh.Cuda.Kernels;

/// <summary>Address of the first element, floats from row to row, and shape.</summary>
internal readonly record struct DeviceView(nuint Data, int Stride, int Rows, int Columns)
{
    /// <summary>Whether there is nothing to launch for.</summary>
    public bool IsEmpty => Rows == 0 || Columns == 0;
}
