// What every layer gives, is told and does at the end of a sweep: the curves that show whether depth gets in the way. It only reads.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>Gathers one <see cref="LayerRecord"/> per layer. Every number waits for the device, so it is used once per sweep.</summary>
internal sealed class LayerObserver(Network network, ScratchMatrices scratch)
{
    private readonly double[] multipliers = new double[network.Layers];
    private readonly double[] steps = new double[network.Layers];

    /// <summary>Root mean square of all elements.</summary>
    public static double Rms(IComputeBackend backend, DeviceMatrix matrix) => Math.Sqrt(backend.Dot(matrix, matrix) / ((double)matrix.Rows * matrix.Columns));

    /// <summary>Notes the multipliers of a layer and keeps its weights; the scratch matrix of their shape must rest until <see cref="AfterStep"/>.</summary>
    public void BeforeStep(int layer, DeviceMatrix multiplier)
    {
        Multipliers(layer, multiplier);
        network.Backend.Copy(network.Weights[layer], Scratch(layer));
    }

    /// <summary>Notes how far the layer went from the weights that <see cref="BeforeStep"/> kept.</summary>
    public void AfterStep(int layer) => Step(layer, Scratch(layer));

    /// <summary>Notes the multipliers of a layer.</summary>
    public void Multipliers(int layer, DeviceMatrix multiplier) => multipliers[layer] = Rms(network.Backend, multiplier);

    /// <summary>Notes how far a layer went from its weights before the step, which are overwritten.</summary>
    public void Step(int layer, DeviceMatrix before)
    {
        DeviceMatrix after = network.Weights[layer];
        network.Backend.AddScaled(-1f, after, before);
        double size = Rms(network.Backend, after);
        steps[layer] = size == 0 ? 0 : Rms(network.Backend, before) / size;
    }

    /// <summary>What was noted, with the root mean square of the layers' outputs.</summary>
    public LayerRecord[] Records(LayerOutputs outputs)
    {
        var records = new LayerRecord[network.Layers];
        for (int layer = 0; layer < records.Length; layer++)
        {
            DeviceMatrix given = layer == records.Length - 1 ? outputs.Code : outputs.Plain[layer + 1];
            records[layer] = new LayerRecord(Rms(network.Backend, given), multipliers[layer], steps[layer]);
        }
        return records;
    }

    private DeviceMatrix Scratch(int layer) => scratch.Get(network.Weights[layer].Rows, network.Weights[layer].Columns);
}
