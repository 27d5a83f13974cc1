// A forward pass that writes down nothing of a hidden layer's outputs but those that are not zero.
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// Rows through all layers of a network by one thread, with the bits of the products of <see cref="Sgemm"/> but for the sign of a result of zero. Outputs go
/// through the ReLU from the first-level cache to the lists of the next layer.
/// </summary>
internal sealed unsafe class SparseForward<TLanes, TVector> : ISparseForward
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int LineFloats = 16;

    private readonly SparseNetwork network;
    private readonly int parts;

    // Of a layer and of the next; the chains of the present block, and the sum of the blocks before it.
    private readonly ScratchBuffer[] lists = [new(), new()];
    private readonly ScratchBuffer sums = new(), blocks = new();

    /// <param name="network">Weights; the caller's.</param>
    /// <param name="mostRows">Most rows of a pass, a multiple of <see cref="NonZeroLists.RowsPerPart"/>.</param>
    public SparseForward(SparseNetwork network, int mostRows)
    {
        this.network = network;
        parts = NonZeroLists.Parts(mostRows);
        int sections = 0;
        bool hasBlocks = false;
        foreach (SparseLayer layer in network.Layers)
        {
            sections = Math.Max(sections, layer.Sections.Length);
            hasBlocks |= layer.HasBlocks;
        }
        foreach (ScratchBuffer buffer in lists)
            buffer.Reserve(NonZeroLists.Floats(mostRows, sections, network.SectionInputs));
        sums.Reserve((long)mostRows * network.GroupColumns);
        if (hasBlocks)
            blocks.Reserve((long)mostRows * network.GroupColumns);
    }

    private int RowBytes => network.GroupColumns * sizeof(float);

    public void Take(int part, float* rows, nint stride, int count)
    {
        SparseLayer layer = network.Layers[0];
        NonZeroLists inputs = ListsOf(0);
        for (int i = 0; i < layer.Sections.Length; i++)
            inputs.Of(i, part).Fill(rows + layer.Sections[i].Start, stride, count, layer.Sections[i].Length, RowBytes);
    }

    public double Run(int rows, float* outputs)
    {
        if (rows == 0)
            return 0;
        double done = 0, dense = 0;
        for (int i = 0; i < network.Layers.Length; i++)
        {
            SparseLayer layer = network.Layers[i];
            NonZeroLists inputs = ListsOf(i);
            done += (double)Count(inputs, layer, rows) * layer.Columns;
            dense += (double)rows * layer.Inputs * layer.Columns;
            for (int column = 0; column < layer.Columns; column += network.GroupColumns)
            {
                for (int section = 0; section < layer.Sections.Length; section++)
                    Multiply(i, column, section, inputs, rows, outputs);
            }
        }
        return done / dense;
    }

    public void Dispose()
    {
        lists[0].Free();
        lists[1].Free();
        sums.Free();
        blocks.Free();
    }

    private NonZeroLists ListsOf(int layer) => new(parts * NonZeroLists.RowsPerPart, network.Layers[layer].Sections.Length, network.SectionInputs, lists[layer % 2].Reserve(0));

    private static long Count(in NonZeroLists lists, SparseLayer layer, int rows)
    {
        long count = 0;
        for (int section = 0; section < layer.Sections.Length; section++)
        {
            for (int row = 0; row < rows; row += NonZeroLists.RowsPerPart)
                count += lists.Of(section, row / NonZeroLists.RowsPerPart).Starts[Math.Min(NonZeroLists.RowsPerPart, rows - row)];
        }
        return count;
    }

    // A section of the inputs of all rows, for a group of columns.
    private void Multiply(int layerIndex, int column, int sectionIndex, in NonZeroLists inputs, int rows, float* outputs)
    {
        SparseLayer layer = network.Layers[layerIndex];
        SparseSection section = layer.Sections[sectionIndex];
        int group = network.GroupColumns, columns = Math.Min(group, layer.Columns - column);
        float* weights = layer.Weights(column, section.Start), ahead = weights + (section.Length * group), own = sums.Reserve(0);
        int fetched = Math.Max(1, network.SectionInputs * NonZeroLists.RowsPerPart / rows) * group;
        for (int row = 0; row < rows; row += NonZeroLists.RowsPerPart, own += NonZeroLists.RowsPerPart * group)
        {
            // While these rows pass by, their share of the weights that follow comes closer.
            for (int i = 0; i < fetched && Sse.IsSupported; i += LineFloats, ahead += LineFloats)
                Sse.Prefetch1(ahead);
            int part = row / NonZeroLists.RowsPerPart, count = Math.Min(NonZeroLists.RowsPerPart, rows - row);
            SparseKernel<TLanes, TVector>.Add(inputs.Of(sectionIndex, part), count, weights, own, columns, section.StartsBlock);
            if (!section.EndsBlock)
                continue;
            if (sectionIndex < layer.Sections.Length - 1)
                KeepBlock(row, count, columns, own, isFirst: section.Start + section.Length <= GemmPlan.BlockLength(layer.Inputs + 1));
            else
                Finish(layerIndex, column, columns, row, count, own, outputs);
        }
    }

    private void KeepBlock(int row, int count, int columns, float* own, bool isFirst)
    {
        float* kept = blocks.Reserve(0) + ((nint)row * network.GroupColumns);
        for (int i = 0; i < count; i++, own += network.GroupColumns, kept += network.GroupColumns)
            SparseKernel<TLanes, TVector>.Finish(1, own, isFirst ? 0 : 1, kept, rectifies: false, columns, kept);
    }

    private void Finish(int layerIndex, int column, int columns, int row, int count, float* own, float* outputs)
    {
        SparseLayer layer = network.Layers[layerIndex];
        int group = network.GroupColumns;
        bool isHidden = layerIndex < network.Layers.Length - 1;
        float* bias = layer.Weights(column, layer.Inputs);
        for (int i = 0; i < count; i++)
        {
            float* kept = layer.HasBlocks ? blocks.Reserve(0) + ((nint)(row + i) * group) : null;
            float* to = isHidden ? own + (i * group) : outputs + ((nint)(row + i) * layer.Columns) + column;
            SparseKernel<TLanes, TVector>.Finish(own + (i * group), bias, kept, isHidden, columns, to);
        }
        if (!isHidden)
            return;
        SparseLayer next = network.Layers[layerIndex + 1];
        NonZeroLists lists = ListsOf(layerIndex + 1);
        for (int i = 0; i < next.Sections.Length; i++)
        {
            SparseSection section = next.Sections[i];
            if (section.Start >= column && section.Start < column + columns)
                lists.Of(i, row / NonZeroLists.RowsPerPart).Fill(own + (section.Start - column), group, count, section.Length, RowBytes);
        }
    }
}
