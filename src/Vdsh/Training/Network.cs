// The weights on the device, in the augmented form (bias as the last row) that turns every step of training into plain products.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>A plain deep network: layer m maps <see cref="Widths"/>[m] inputs to <see cref="Widths"/>[m+1] outputs; the last layer gives the code.</summary>
internal sealed class Network
{
    /// <param name="arena">Holds the weights.</param>
    /// <param name="widths">Inputs, hidden widths, bits.</param>
    public Network(MatrixArena arena, int[] widths)
    {
        Backend = arena.Backend;
        Widths = widths;
        Weights = new DeviceMatrix[Widths.Length - 1];
        WeightsWithoutBias = new DeviceMatrix[Weights.Length];
        AllLayers = [.. Enumerable.Range(0, Weights.Length)];
        for (int layer = 0; layer < Weights.Length; layer++)
        {
            Weights[layer] = arena.Allocate(Widths[layer] + 1, Widths[layer + 1]);
            WeightsWithoutBias[layer] = Weights[layer].TopRows(Widths[layer]);
        }
    }

    public IComputeBackend Backend { get; }

    /// <summary>Inputs, hidden widths, bits.</summary>
    public int[] Widths { get; }

    /// <summary>Number of weight layers: hidden layers and the code layer.</summary>
    public int Layers => Weights.Length;

    /// <summary>0..<see cref="Layers"/>-1.</summary>
    public int[] AllLayers { get; }

    /// <summary>(in+1) x out of each layer.</summary>
    public DeviceMatrix[] Weights { get; }

    /// <summary>in x out of each layer: the part that multipliers pass through.</summary>
    public DeviceMatrix[] WeightsWithoutBias { get; }

    /// <summary>The widths of a net whose hidden layers are equally wide.</summary>
    public static int[] WidthsOf(int inputs, int hiddenLayers, int width, int bits) => [inputs, .. Enumerable.Repeat(width, hiddenLayers), bits];

    /// <summary>Runs the rows through all layers.</summary>
    public void Forward(LayerOutputs outputs) => Forward(outputs, AllLayers);

    /// <summary>Runs the rows through some of the layers; each takes what the one before it gives, and the inputs of the others stay as they are.</summary>
    /// <param name="outputs">Buffers whose input rows are filled.</param>
    /// <param name="layers">Rising, the first and the last layer among them.</param>
    public void Forward(LayerOutputs outputs, ReadOnlySpan<int> layers)
    {
        using ProfilerRange range = Backend.Range("forward");
        for (int i = 0; i < layers.Length - 1; i++)
            Backend.Affine(outputs.Augmented[layers[i]], Weights[layers[i]], Activation.Relu, outputs.Plain[layers[i + 1]], outputs.Sums?[layers[i]]);
        Backend.Affine(outputs.Augmented[Layers - 1], Weights[Layers - 1], Activation.None, outputs.Code);
    }
}
