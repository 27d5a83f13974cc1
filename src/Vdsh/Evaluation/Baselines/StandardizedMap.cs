// The plain case: a linear method on the centred and scaled features themselves.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>k = d standardised features.</summary>
internal sealed class StandardizedMap(Standardization standardization) : IFeatureMap
{
    public int InputColumns => standardization.Columns;

    public int Columns => standardization.Columns;

    public MappedRows Open(IComputeBackend backend, int blockRows) => new Rows(backend, standardization, blockRows);

    /// <summary>Writes standardised rows with a last column of ones.</summary>
    /// <exception cref="InputException">A feature is not finite.</exception>
    public static void Fill(FeatureMatrix features, int first, int rows, Standardization standardization, float[] destination)
    {
        int columns = features.Columns;
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = destination.AsSpan(row * (columns + 1), columns + 1);
            features.CopyRow(first + row, target);
            FeatureCheck.RequireFinite(target[..columns], first + row);
            standardization.Apply(target[..columns], target);
            target[columns] = 1;
        }
    }

    private sealed class Rows(IComputeBackend backend, Standardization standardization, int blockRows) : MappedRows
    {
        private readonly float[] host = new float[blockRows * (standardization.Columns + 1)];
        private readonly DeviceMatrix device = backend.Allocate(blockRows, standardization.Columns + 1);

        public override DeviceMatrix Load(FeatureMatrix features, int first, int rows)
        {
            Fill(features, first, rows, standardization, host);
            DeviceMatrix block = device.TopRows(rows);
            backend.Upload(new ReadOnlySpan2D<float>(host, rows, standardization.Columns + 1), block);
            return block;
        }

        public override void Dispose() => device.Dispose();
    }
}
