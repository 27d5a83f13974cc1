// What every layer gives, is told and does at the end of a sweep: the curves that show whether depth gets in the way. It only reads.
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>Gathers one <see cref="LayerRecord"/> per layer. All sums stay on the device until <see cref="Finish"/>, so that looking does not stop a sweep.</summary>
internal sealed class LayerObserver
{
    // Squared norms: of the inputs and of every layer's outputs, then of every layer's multipliers, weights and step.
    private readonly Network network;
    private readonly LayerOutputs outputs;
    private readonly ScratchMatrices scratch;
    private readonly DeviceSums sums;
    private readonly double[] squares;

    public LayerObserver(MatrixArena arena, Network network, LayerOutputs outputs, ScratchMatrices scratch)
    {
        this.network = network;
        this.outputs = outputs;
        this.scratch = scratch;
        sums = arena.AllocateSums((4 * network.Layers) + 1);
        squares = new double[sums.Count];
    }

    /// <summary>Notes the multipliers of a layer and keeps its weights; the scratch matrix of their shape must rest until <see cref="AfterStep"/>.</summary>
    public void BeforeStep(int layer, DeviceMatrix multiplier)
    {
        Multipliers(layer, multiplier);
        network.Backend.Copy(network.Weights[layer], Scratch(layer));
    }

    /// <summary>Notes how far the layer went from the weights that <see cref="BeforeStep"/> kept.</summary>
    public void AfterStep(int layer) => Step(layer, Scratch(layer));

    /// <summary>Notes the multipliers of a layer.</summary>
    public void Multipliers(int layer, DeviceMatrix multiplier) => Note(MultiplierSum(layer), multiplier);

    /// <summary>Notes how far a layer went from its weights before the step, which are overwritten.</summary>
    public void Step(int layer, DeviceMatrix before)
    {
        network.Backend.AddScaled(-1f, network.Weights[layer], before);
        Note(MultiplierSum(layer) + 1, network.Weights[layer]);
        Note(MultiplierSum(layer) + 2, before);
    }

    /// <summary>Waits for what was noted and gives it, with the root mean square of the layers' outputs and of the last hidden activations (the inputs of a net without hidden layers).</summary>
    /// <exception cref="ArithmeticException">What the backend was told to watch is not finite.</exception>
    public (LayerRecord[] Layers, double ActivationRms) Finish()
    {
        for (int layer = 0; layer < network.Layers; layer++)
            Note(layer, outputs.Plain[layer]);
        Note(network.Layers, outputs.Code);
        network.Backend.Read(sums, squares);

        var records = new LayerRecord[network.Layers];
        for (int layer = 0; layer < records.Length; layer++)
        {
            double output = OutputRms(layer + 1), multiplier = Rms(MultiplierSum(layer), network.Widths[layer + 1]);
            double weights = squares[MultiplierSum(layer) + 1], step = squares[MultiplierSum(layer) + 2];
            records[layer] = new LayerRecord(output, multiplier, weights == 0 ? 0 : Math.Sqrt(step / weights));
        }
        return (records, OutputRms(network.Layers - 1));
    }

    private int MultiplierSum(int layer) => network.Layers + 1 + (3 * layer);

    private double OutputRms(int layer) => Rms(layer, network.Widths[layer]);

    private double Rms(int index, int columns) => Math.Sqrt(squares[index] / ((double)outputs.Rows * columns));

    private void Note(int index, DeviceMatrix matrix) => network.Backend.Dot(matrix, matrix, sums, index);

    private DeviceMatrix Scratch(int layer) => scratch.Get(network.Weights[layer].Rows, network.Weights[layer].Columns);
}
