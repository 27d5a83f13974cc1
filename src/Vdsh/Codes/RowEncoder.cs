// One item on several threads: its time is that of reading the weights once, and each thread reads its share.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;

namespace Vdsh.Codes;

/// <summary>Encodes single items on the threads of a backend, with the bits of <see cref="HashModel.Encode(ReadOnlySpan{float}, Span{ulong})"/>. For one caller at a time.</summary>
internal sealed class RowEncoder
{
    // Columns of a layer are divided at multiples of a cache line; fewer for a thread are not worth waking it.
    private const int LineFloats = 16, FewestColumns = 64;

    private readonly HashModel model;
    private readonly IHostWorkers workers;
    private readonly Action<int> slice;
    private readonly float[] sums;
    private float[] input, output;
    private int layer, sliceColumns;

    public RowEncoder(HashModel model, IHostWorkers workers)
    {
        this.model = model;
        this.workers = workers;
        slice = Slice;
        int widest = 0;
        for (int i = 0; i < model.Layers; i++)
            widest = Math.Max(widest, Math.Max(model.Weights(i).Height, model.Weights(i).Width + 1));
        input = new float[widest];
        output = new float[widest];
        sums = new float[widest];
    }

    /// <summary>Encodes one item.</summary>
    /// <param name="features">Raw features, as many as the model takes.</param>
    /// <param name="code">Receives the words of the code.</param>
    public void Encode(ReadOnlySpan<float> features, Span<ulong> code)
    {
        model.Prepare(features, input);
        input[features.Length] = 1;
        for (layer = 0; layer < model.Layers; layer++)
        {
            int columns = model.Widths[layer], tasks = Math.Clamp(columns / FewestColumns, 1, workers.Workers);
            sliceColumns = ((columns + tasks - 1) / tasks + LineFloats - 1) / LineFloats * LineFloats;
            workers.Run((columns + sliceColumns - 1) / sliceColumns, slice);
            output[columns] = 1;
            (input, output) = (output, input);
        }
        model.PackSigns(input, code);
    }

    private void Slice(int task)
    {
        float[,] weights = model.EncodingWeights(layer);
        ReadOnlySpan<float> matrix = weights.AsSpan();
        int inputs = weights.GetLength(0), columns = weights.GetLength(1), first = task * sliceColumns, count = Math.Min(sliceColumns, columns - first);
        int blockLength = GemmPlan.BlockLength(inputs);
        Span<float> target = output.AsSpan(first, count);
        for (int k = 0; k < inputs; k += blockLength)
        {
            int length = Math.Min(blockLength, inputs - k);
            ReadOnlySpan<float> block = matrix.Slice(k * columns + first, (length - 1) * columns + count);
            RowProduct.AddBlock(input.AsSpan(k, length), block, columns, sums.AsSpan(first, count), target, first: k == 0);
        }
        if (layer < model.HiddenLayers)
            HashModel.Rectify(target);
    }
}
