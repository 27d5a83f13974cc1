// The weights of a network in the order in which a pass without zeros wants them.
using CommunityToolkit.HighPerformance;

namespace Vdsh.Compute.Cpu;

/// <summary>All layers side by side in memory, so that a <see cref="ISparseForward"/> reads it from the start to the end.</summary>
internal sealed unsafe class SparseNetwork
{
    // Weights of a section stay in the first-level cache while rows pass by: 32 KB with 512-bit vectors.
    private const int MostSectionInputs = 64;

    private readonly AlignedMemory memory;
    private readonly SparseLayer[] layers;

    /// <param name="weights">The augmented weights of all layers, finite, the biases in the last row.</param>
    /// <param name="lanes">Floats in a vector.</param>
    public SparseNetwork(IReadOnlyList<float[,]> weights, int lanes)
    {
        GroupColumns = SparsePlan.GroupVectors * lanes;
        SectionInputs = Math.Min(MostSectionInputs, GroupColumns);
        layers = new SparseLayer[weights.Count];
        memory = new AlignedMemory(weights.Sum(layer => (long)layer.GetLength(0) * Groups(layer.GetLength(1)) * GroupColumns));
        float* to = memory.Start;
        for (int layer = 0; layer < layers.Length; layer++)
        {
            ReadOnlySpan2D<float> from = weights[layer];
            layers[layer] = new SparseLayer(to, from.Height - 1, from.Width, GroupColumns, SectionInputs);
            for (int column = 0; column < from.Width; column += GroupColumns)
            {
                int count = Math.Min(GroupColumns, from.Width - column);
                for (int row = 0; row < from.Height; row++, to += GroupColumns)
                    from.GetRowSpan(row).Slice(column, count).CopyTo(new Span<float>(to, count));
            }
        }
    }

    /// <summary>Outputs of a layer that are computed at once.</summary>
    public int GroupColumns { get; }

    /// <summary>Most inputs of a layer that are taken at once.</summary>
    public int SectionInputs { get; }

    public ReadOnlySpan<SparseLayer> Layers => layers;

    public void Free() => memory.Free();

    private int Groups(int columns) => (columns + GroupColumns - 1) / GroupColumns;
}
