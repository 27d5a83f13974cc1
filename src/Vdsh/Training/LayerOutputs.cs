// The auxiliary variables of one batch: every layer's outputs for every row, kept because each layer's local problem needs its inputs.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>The outputs Z_0..Z_{L-1} (augmented by a column of ones) and the code layer's H of n rows.</summary>
internal sealed class LayerOutputs
{
    /// <param name="arena">Owns the matrices.</param>
    /// <param name="network">Whose outputs.</param>
    /// <param name="rows">n.</param>
    /// <param name="sampleRows">k, so many rows are kept before the activation too; 0 for none.</param>
    public LayerOutputs(MatrixArena arena, Network network, int rows, int sampleRows = 0)
    {
        Rows = rows;
        Augmented = new DeviceMatrix[network.Layers];
        Plain = new DeviceMatrix[network.Layers];
        for (int layer = 0; layer < network.Layers; layer++)
        {
            int width = network.Widths[layer];
            Augmented[layer] = arena.AllocateAugmented(rows, width);
            Plain[layer] = Augmented[layer].LeftColumns(width);
        }
        Code = arena.Allocate(rows, network.Widths[^1]);
        if (sampleRows > 0)
            Sums = [.. network.Widths.Skip(1).SkipLast(1).Select(width => arena.Allocate(sampleRows, width)), Code.TopRows(sampleRows)];
    }

    public int Rows { get; }

    /// <summary>n x (d_m+1): inputs of layer m, last column 1.</summary>
    public DeviceMatrix[] Augmented { get; }

    /// <summary>n x d_m: the same without the column of ones.</summary>
    public DeviceMatrix[] Plain { get; }

    /// <summary>k x d_{m+1}: outputs of layer m before its activation, of the first k rows; null where none are kept.</summary>
    public DeviceMatrix[]? Sums { get; }

    /// <summary>n x b real-valued code-layer outputs H.</summary>
    public DeviceMatrix Code { get; }
}
