// The forward pass for one item or a few: no backend, no garbage, any number of threads at once.
using System.Numerics;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;
using Vdsh.Data;

namespace Vdsh.Codes;

public sealed partial class HashModel
{
    // Rows that share a pass over the weights in a batch: enough to read weights from the cache, few enough for the work space to stay there.
    private const int TileRows = 8;

    [ThreadStatic]
    private static float[]? workSpace;

    /// <summary>Encodes one item. Allocates nothing after a thread's first call. A NaN among the features leaves bits that it reaches unset.</summary>
    /// <param name="features"><see cref="InputColumns"/> raw features.</param>
    /// <param name="code">Receives <see cref="WordsPerCode"/> words: bit j is bit j mod 64 of word j/64, padding bits zero.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Encode(ReadOnlySpan<float> features, Span<ulong> code)
    {
        Require(features.Length, InputColumns, "features", nameof(features));
        Require(code.Length, WordsPerCode, "words a code", nameof(code));
        PackSigns(Forward(AsRow(features)), code);
    }

    /// <summary>Encodes a small batch on the calling thread; for many items use a <see cref="HashEncoder"/>.</summary>
    /// <param name="features">n x <see cref="InputColumns"/> raw features.</param>
    /// <param name="codes">Receives n x <see cref="WordsPerCode"/> words, row-major.</param>
    /// <exception cref="ArgumentException">A span has another size.</exception>
    public void Encode(ReadOnlySpan2D<float> features, Span<ulong> codes)
    {
        Require(features.Width, InputColumns, "features", nameof(features));
        Require(codes.Length, (long)features.Height * WordsPerCode, $"words for {features.Height} codes", nameof(codes));
        for (int start = 0; start < features.Height; start += TileRows)
        {
            int rows = Math.Min(TileRows, features.Height - start);
            Span<float> outputs = Forward(features.Slice(start, 0, rows, InputColumns));
            for (int row = 0; row < rows; row++)
                PackSigns(outputs.Slice(row * stride, Bits), codes.Slice((start + row) * WordsPerCode, WordsPerCode));
        }
    }

    /// <summary>Encodes every row on a CPU backend of its own; to encode again and again, or on another device, keep a <see cref="HashEncoder"/>.</summary>
    /// <inheritdoc/>
    public HashCodes Encode(FeatureMatrix features)
    {
        using var backend = new CpuBackend();
        using var encoder = new HashEncoder(this, backend);
        return encoder.Encode(features);
    }

    /// <summary>The real outputs of the code layer, whose signs are the bits.</summary>
    /// <param name="features"><see cref="InputColumns"/> raw features.</param>
    /// <param name="outputs">Receives <see cref="Bits"/> values.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Outputs(ReadOnlySpan<float> features, Span<float> outputs)
    {
        Require(features.Length, InputColumns, "features", nameof(features));
        Require(outputs.Length, Bits, "outputs", nameof(outputs));
        Forward(AsRow(features))[..Bits].CopyTo(outputs);
    }

    private static ReadOnlySpan2D<float> AsRow(ReadOnlySpan<float> features)
        => ReadOnlySpan2D<float>.DangerousCreate(in MemoryMarshal.GetReference(features), 1, features.Length, 0);

    /// <summary>The code layer's outputs of a few rows, <see cref="stride"/> apart, in the thread's work space.</summary>
    private Span<float> Forward(ReadOnlySpan2D<float> features)
    {
        int rows = features.Height;
        int area = rows * stride;
        if (workSpace is null || workSpace.Length < 2 * area + stride)
            workSpace = new float[2 * area + stride];
        Span<float> input = workSpace.AsSpan(0, area), output = workSpace.AsSpan(area, area), sums = workSpace.AsSpan(2 * area, stride);
        for (int row = 0; row < rows; row++)
        {
            Prepare(features.GetRowSpan(row), input.Slice(row * stride, InputColumns));
            input[row * stride + InputColumns] = 1;
        }
        for (int layer = 0; layer < weights.Length; layer++)
        {
            Affine(EncodingWeights(layer), input, rows, sums, output);
            if (layer < HiddenLayers)
            {
                for (int row = 0; row < rows; row++)
                {
                    Rectify(output.Slice(row * stride, widths[layer]));
                    output[row * stride + widths[layer]] = 1;
                }
            }
            Span<float> swapped = input;
            input = output;
            output = swapped;
        }
        return input;
    }

    private void Affine(float[,] layer, ReadOnlySpan<float> input, int rows, Span<float> sums, Span<float> output)
    {
        ReadOnlySpan<float> matrix = layer.AsSpan();
        int inputs = layer.GetLength(0), outputs = layer.GetLength(1);
        int blockLength = GemmPlan.BlockLength(inputs);
        for (int k = 0; k < inputs; k += blockLength)
        {
            int length = Math.Min(blockLength, inputs - k);
            ReadOnlySpan<float> block = matrix.Slice(k * outputs, length * outputs);
            for (int row = 0; row < rows; row++)
                RowProduct.AddBlock(input.Slice(row * stride + k, length), block, outputs, sums, output.Slice(row * stride, outputs), first: k == 0);
        }
    }

    internal static void Rectify(Span<float> values)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
        {
            var v = new Vector<float>(values[i..]);
            // Not Max: NaN must pass.
            Vector.ConditionalSelect(Vector.LessThanOrEqual(v, Vector<float>.Zero), Vector<float>.Zero, v).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
            values[i] = values[i] <= 0 ? 0 : values[i];
    }

    internal void PackSigns(ReadOnlySpan<float> outputs, Span<ulong> code)
    {
        code.Clear();
        for (int bit = 0; bit < Bits; bit++)
            code[bit / 64] |= (outputs[bit] >= 0 ? 1UL : 0UL) << (bit % 64);
    }

    private static void Require(long actual, long expected, string what, string parameter)
    {
        if (actual != expected)
            throw new ArgumentException($"The model expects {expected} {what}, but {actual} were given.", parameter);
    }
}
