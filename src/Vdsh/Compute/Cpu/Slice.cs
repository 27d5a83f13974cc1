// A matrix as jobs see it: a pointer and a stride, without the object.
namespace Vdsh.Compute.Cpu;

/// <summary>Row-major float32 values in native memory.</summary>
internal readonly unsafe struct Slice
{
    private readonly float* data;
    private readonly nint stride;

    public Slice(CpuMatrix matrix) : this(matrix.Data, matrix.Stride)
    {
    }

    public Slice(float* data, nint stride)
    {
        this.data = data;
        this.stride = stride;
    }

    /// <summary>Floats from row to row.</summary>
    public nint Stride => stride;

    /// <summary>First element of a row.</summary>
    public float* Row(int row) => data + (row * stride);

    /// <summary>An element.</summary>
    public float* At(int row, int column) => Row(row) + column;

    /// <summary>The values from an element on, rightwards and downwards.</summary>
    public Slice Part(int row, int column) => new(At(row, column), stride);
}
