// A layer of a network whose inputs are mostly zero.
namespace Vdsh.Compute.Cpu;

/// <summary>Where the weights of a layer lie, and the sections in which its inputs are taken.</summary>
internal sealed unsafe class SparseLayer
{
    private readonly float* weights;
    private readonly int groupColumns;

    /// <param name="weights">For each group of columns the weights of all inputs and then the biases.</param>
    /// <param name="inputs">Inputs, one at least.</param>
    /// <param name="columns">Outputs.</param>
    /// <param name="groupColumns">Outputs that are computed at once.</param>
    /// <param name="sectionInputs">Most inputs of a section; divides <paramref name="groupColumns"/>.</param>
    public SparseLayer(float* weights, int inputs, int columns, int groupColumns, int sectionInputs)
    {
        this.weights = weights;
        this.groupColumns = groupColumns;
        Inputs = inputs;
        Columns = columns;

        // A section ends with a group of the layer before, which fills it, and with a block, because the next one's chains start anew. The bias has never a block of its own.
        var sections = new List<SparseSection>();
        int block = GemmPlan.BlockLength(inputs + 1);
        for (int start = 0, end; start < inputs; start = end)
        {
            int endOfBlock = Math.Min(inputs, (start / block * block) + block);
            end = Math.Min(endOfBlock, (start / sectionInputs * sectionInputs) + sectionInputs);
            sections.Add(new SparseSection(start, end - start, start % block == 0, end == endOfBlock));
        }
        Sections = [.. sections];
        HasBlocks = inputs > block;
    }

    public int Inputs { get; }

    public int Columns { get; }

    public SparseSection[] Sections { get; }

    /// <summary>Whether an output is the sum of several chains.</summary>
    public bool HasBlocks { get; }

    /// <summary>The weights of an input and those after it, for a group of columns; those of the input after the last are the biases.</summary>
    public float* Weights(int firstColumn, int input) => weights + ((((long)firstColumn / groupColumns * (Inputs + 1)) + input) * groupColumns);
}
