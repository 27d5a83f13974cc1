// Kernels that ignore the row distance or write past their edge pass every test on whole matrices, so half of the checks use views.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;

namespace Vdsh.Cli.Selftest;

/// <summary>A matrix on the device beside the values it was given; as a view it lies inside a larger matrix whose border must stay untouched.</summary>
internal sealed class TestMatrix : IDisposable
{
    private const int RowsAbove = 1, RowsBelow = 1, ColumnsLeft = 3, ColumnsRight = 2;
    private const float Border = 77.25f;

    private readonly IComputeBackend backend;
    private readonly DeviceMatrix? frame;

    public TestMatrix(IComputeBackend backend, float[,] values, bool view)
    {
        this.backend = backend;
        Values = values;
        if (!view)
        {
            Device = backend.Allocate(Rows, Columns);
        }
        else
        {
            float[,] border = new float[RowsAbove + Rows + RowsBelow, ColumnsLeft + Columns + ColumnsRight];
            border.AsSpan().Fill(Border);
            frame = backend.Allocate(border.GetLength(0), border.GetLength(1));
            backend.Upload(border, frame);
            Device = frame.View(RowsAbove, ColumnsLeft, Rows, Columns);
        }
        backend.Upload(values, Device);
    }

    /// <summary>The values at the start.</summary>
    public float[,] Values { get; }

    public DeviceMatrix Device { get; }

    public int Rows => Values.GetLength(0);

    public int Columns => Values.GetLength(1);

    /// <summary>The values now.</summary>
    /// <exception cref="ArithmeticException">Something was written outside the view.</exception>
    public float[,] Download()
    {
        float[,] result = new float[Rows, Columns];
        if (frame is null)
        {
            backend.Download(Device, result);
            return result;
        }
        float[,] all = new float[frame.Rows, frame.Columns];
        backend.Download(frame, all);
        for (int i = 0; i < frame.Rows; i++)
        {
            for (int j = 0; j < frame.Columns; j++)
            {
                int row = i - RowsAbove, column = j - ColumnsLeft;
                if (row >= 0 && row < Rows && column >= 0 && column < Columns)
                    result[row, column] = all[i, j];
                else if (all[i, j] != Border)
                    throw new ArithmeticException($"element ({row}, {column}), outside the view of {Device}, was overwritten with {all[i, j]}");
            }
        }
        return result;
    }

    public void Dispose()
    {
        Device.Dispose();
        frame?.Dispose();
    }
}
