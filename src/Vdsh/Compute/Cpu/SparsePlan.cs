// When skipping zeros pays, and how such a product is cut.
using System.Numerics;

namespace Vdsh.Compute.Cpu;

/// <summary>Sections and tasks of a product whose left factor is full of zeros.</summary>
internal readonly unsafe struct SparsePlan
{
    /// <summary>Vectors of the result that a row's chains are in at once: enough chains to keep the multipliers busy.</summary>
    public const int GroupVectors = 8;

    // With 512-bit vectors a section of b takes 33 KB: it stays in the first-level cache while all rows pass by. A little above 64, because of columns of ones.
    private const int MostSectionColumns = 66;

    // Sums of a task's rows stay in the second-level cache, and its lists in memory.
    private const int MostRows = 512;
    private const long MostListed = 1 << 20;

    /// <summary>Above this share of other elements dense products are faster: they need one load for several multiply-adds, skipping needs a load for each.</summary>
    public const double MostNonZero = 0.55;

    // Smaller products do not repay the lists and the copies of b; longer ones would need too much memory for the lists.
    private const int FewestRows = 64, FewestColumns = 64, FewestInner = 64, MostInner = (int)(MostListed / FewestRows);

    private const int SampledRows = 16;

    public SparsePlan(in GemmProblem problem, int lanes, int workers)
    {
        GroupColumns = GroupVectors * lanes;
        BlockK = GemmPlan.BlockLength(problem.K);
        Blocks = (problem.K + BlockK - 1) / BlockK;
        SectionsPerBlock = (BlockK + MostSectionColumns - 1) / MostSectionColumns;
        SectionColumns = (BlockK + SectionsPerBlock - 1) / SectionsPerBlock;
        int columnGroups = (problem.N + GroupColumns - 1) / GroupColumns;

        // A thread's own rows are in its cache: those of the factor from the layer before, those of the result for the next. Columns are divided only for want of rows.
        int mostRows = (int)Math.Clamp(MostListed / problem.K, FewestRows, MostRows);
        int groups = (problem.M + mostRows - 1) / mostRows;
        groups = Math.Min((groups + workers - 1) / workers * workers, Math.Max(groups, problem.M / FewestRows));
        int parts = NonZeroLists.Parts(problem.M);
        TaskRows = (parts + groups - 1) / groups * NonZeroLists.RowsPerPart;
        RowGroups = (problem.M + TaskRows - 1) / TaskRows;
        int divisions = Math.Min(columnGroups, (workers + RowGroups - 1) / RowGroups);
        TaskColumns = (columnGroups + divisions - 1) / divisions * GroupColumns;
        ColumnTasks = (problem.N + TaskColumns - 1) / TaskColumns;
    }

    /// <summary>Columns of the result that are computed at once.</summary>
    public int GroupColumns { get; }

    /// <summary>Columns of the result in a task.</summary>
    public int TaskColumns { get; }

    /// <summary>Tasks with the same rows.</summary>
    public int ColumnTasks { get; }

    /// <summary>Rows of the result in a task.</summary>
    public int TaskRows { get; }

    /// <summary>Tasks with the same columns.</summary>
    public int RowGroups { get; }

    /// <summary>Length of a block of k, as in the dense product: it decides the order of summation.</summary>
    public int BlockK { get; }

    public int Blocks { get; }

    /// <summary>A block is done in so many sections.</summary>
    public int SectionsPerBlock { get; }

    /// <summary>Steps of k in a section.</summary>
    public int SectionColumns { get; }

    /// <summary>Whether the left factor of a product has zeros enough; some of its rows are looked at.</summary>
    public static bool Suits(in GemmProblem problem)
    {
        if (problem.TransposeA || problem.TransposeB || problem.LowerOnly || problem.Epilogue == GemmEpilogue.Mask
            || problem.M < FewestRows || problem.N < FewestColumns || problem.K is < FewestInner or > MostInner)
        {
            return false;
        }

        long others = 0;
        for (int i = 0; i < SampledRows; i++)
            others += CountNonZero(problem.A + (i * (long)problem.M / SampledRows * problem.StrideA), problem.K);
        return others <= MostNonZero * SampledRows * problem.K;
    }

    private static int CountNonZero(float* values, int count)
    {
        int zeros = 0, j = 0;
        Vector<int> minus = Vector<int>.Zero;
        for (; j <= count - Vector<float>.Count; j += Vector<float>.Count)
            minus += Vector.Equals(Vector.Load(values + j), Vector<float>.Zero);
        zeros -= Vector.Sum(minus);
        for (; j < count; j++)
            zeros += values[j] == 0 ? 1 : 0;
        return count - zeros;
    }
}
