// The auxiliary variables of one batch: every layer's outputs for every row, kept because each layer's local problem needs its inputs.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>The outputs Z_0..Z_{L-1} (augmented by a column of ones) and the code layer's H of n rows.</summary>
internal sealed class LayerOutputs
{
    public LayerOutputs(MatrixArena arena, Network network, int rows)
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
    }

    public int Rows { get; }

    /// <summary>n x (d_m+1): inputs of layer m, last column 1.</summary>
    public DeviceMatrix[] Augmented { get; }

    /// <summary>n x d_m: the same without the column of ones.</summary>
    public DeviceMatrix[] Plain { get; }

    /// <summary>n x b real-valued code-layer outputs H.</summary>
    public DeviceMatrix Code { get; }
}
