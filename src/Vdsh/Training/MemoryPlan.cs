// Hours of training must not end in a failed allocation, so the memory is added up before anything is allocated.
namespace Vdsh.Training;

/// <summary>The memory of a training on its backend.</summary>
internal static class MemoryPlan
{
    // Weights and velocity; the full-batch mode also keeps the steepest direction, the search direction and the weights to return to.
    private const int MatricesPerLayer = 2, MatricesPerLayerFullBatch = 5;

    // Moment and preconditioner of a layer's inputs.
    private const int MomentsPerLayer = 2;

    // The code layer's outputs, their gradient, the force, and the active rows of that or, in full-batch mode, the gradient of a trial.
    private const int CodeMatrices = 4;

    // The multipliers of two layers, a product's scratch, and the active rows of the net's inputs and of a hidden layer.
    private const int HiddenMatrices = 5;

    // The factor's inverse and the products of an inversion, of which there is one at a time.
    private const int InversionMatrices = 2;

    // Products of the shape of a layer's weights, of the first, a hidden and the code layer; also the weights before an observed step.
    private const int WeightScratches = 3;

    // Rows are padded on every backend, to so many floats at most.
    private const int RowGranule = 32;

    /// <summary>Bytes of all large matrices, rows padded, and of the work space of an inversion.</summary>
    /// <param name="widths">Inputs, hidden widths, bits.</param>
    /// <param name="rows">Rows n of a mini-batch, or of everything in full-batch mode.</param>
    /// <param name="fullBatch">Whether the training is in full-batch mode.</param>
    /// <param name="objectiveElements">Elements of the objective's own matrices.</param>
    public static long Bytes(ReadOnlySpan<int> widths, int rows, bool fullBatch, long objectiveElements)
    {
        long floats = objectiveElements + (long)CodeMatrices * rows * Padded(widths[^1]);
        int widest = 0;
        long largest = 0;
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            long inputs = widths[layer] + 1L, outputs = Padded(widths[layer + 1]);
            floats += fullBatch ? 0 : Math.Min(MiniBatchTraining.TrustRows, rows) * outputs;
            floats += (fullBatch ? MatricesPerLayerFullBatch : MatricesPerLayer) * inputs * outputs + (MomentsPerLayer * inputs + rows) * Padded(inputs);
            widest = Math.Max(widest, widths[layer]);
            largest = Math.Max(largest, inputs * outputs);
        }
        // In full-batch mode also the identity that square layers decay to.
        floats += (Math.Min(WeightScratches, widths.Length - 1) + (fullBatch ? 1 : 0)) * largest;
        return sizeof(float) * (floats + (HiddenMatrices * rows + InversionMatrices * (widest + 1L)) * Padded(widest + 1));
    }

    private static long Padded(long columns) => (columns + RowGranule - 1) / RowGranule * RowGranule;
}
