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

    /// <summary>What a layer's weights decay to: square hidden layers, which begin as the identity, to it, all others to zero.</summary>
    public DecayTarget TargetOf(int layer) => BeginsAsIdentity(layer) ? DecayTarget.Identity : DecayTarget.Zero;

    /// <summary>Whether a layer begins as the identity: square hidden ones, but not the first, whose inputs have both signs.</summary>
    public bool BeginsAsIdentity(int layer) => layer > 0 && layer < Layers - 1 && Widths[layer] == Widths[layer + 1];

    /// <summary>The identity that layers begin as, bias included, or null where none does.</summary>
    public DeviceMatrix? IdentityOf(MatrixArena arena)
    {
        int layer = Array.FindIndex(AllLayers, BeginsAsIdentity);
        if (layer < 0)
            return null;
        float[,] values = new float[Widths[layer] + 1, Widths[layer]];
        for (int i = 0; i < Widths[layer]; i++)
            values[i, i] = 1f;
        DeviceMatrix identity = arena.Allocate(Widths[layer] + 1, Widths[layer]);
        Backend.Upload(values, identity);
        return identity;
    }

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
