// Small matrices go from the device to double-precision routines on the host, and back.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;

namespace Vdsh.Evaluation.Baselines;

internal static class DeviceValues
{
    /// <summary>The values, row-major.</summary>
    public static float[] Single(IComputeBackend backend, DeviceMatrix matrix)
    {
        float[] values = new float[matrix.Rows * matrix.Columns];
        backend.Download(matrix, new Span2D<float>(values, matrix.Rows, matrix.Columns));
        return values;
    }

    /// <summary>The values in double, row-major.</summary>
    public static double[] Download(IComputeBackend backend, DeviceMatrix matrix) => Array.ConvertAll(Single(backend, matrix), value => (double)value);

    /// <summary>Rounds values to float32 into a matrix of the same size.</summary>
    public static void Upload(IComputeBackend backend, double[] values, DeviceMatrix matrix)
        => backend.Upload(new ReadOnlySpan2D<float>(Array.ConvertAll(values, value => (float)value), matrix.Rows, matrix.Columns), matrix);
}
