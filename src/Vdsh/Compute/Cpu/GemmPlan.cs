// How a product is cut into blocks for the caches and into tasks for the threads.
namespace Vdsh.Compute.Cpu;

/// <summary>Block and task sizes of one product.</summary>
internal readonly struct GemmPlan
{
    /// <summary>Most rows of a task: with a block of k they fill half of a 1 MB second-level cache.</summary>
    public const int GroupRows = 384;

    // A panel of two 512-bit vectors by this many k takes two thirds of a 48 KB first-level cache.
    private const int MaxBlockK = 256;
    private const int MaxGroupColumns = 256;

    // Fewer multiply-adds than this cost less than waking another thread.
    private const long SerialWork = 256 * 1024;

    public GemmPlan(int m, int n, int k, int tileRows, int tileColumns, int workers)
    {
        TileRows = tileRows;
        TileColumns = tileColumns;
        RowPanels = (m + tileRows - 1) / tileRows;
        ColumnPanels = (n + tileColumns - 1) / tileColumns;
        BlockK = BlockLength(k);
        Blocks = Math.Max(1, (k + BlockK - 1) / BlockK);

        // A row of a costs about as much as its share of reading b, which matters when there are only a few of them.
        bool serial = workers == 1 || (m + 8L) * n * k < SerialWork;
        int wanted = serial ? 1 : 6 * workers;
        int mostRowPanels = Math.Max(1, GroupRows / tileRows);
        if (ColumnPanels >= (serial ? 4 : 2 * workers))
        {
            RowGroup = Spread(RowPanels, mostRowPanels);
            int groups = (RowPanels + RowGroup - 1) / RowGroup;
            ColumnGroup = Math.Clamp(ColumnPanels * groups / wanted, 1, MaxGroupColumns / tileColumns);
        }
        else
        {
            ColumnGroup = ColumnPanels;
            RowGroup = Spread(RowPanels, Math.Clamp(RowPanels / wanted, 1, mostRowPanels));
        }

        RowGroups = (RowPanels + RowGroup - 1) / RowGroup;
        ColumnGroups = (ColumnPanels + ColumnGroup - 1) / ColumnGroup;
    }

    public int TileRows { get; }

    public int TileColumns { get; }

    /// <summary>Panels of a, the last one possibly lower.</summary>
    public int RowPanels { get; }

    /// <summary>Panels of b, the last one possibly narrower.</summary>
    public int ColumnPanels { get; }

    /// <summary>Length of a block of k; the last one may be shorter.</summary>
    public int BlockK { get; }

    /// <summary>Blocks of k; one empty block where k is 0.</summary>
    public int Blocks { get; }

    /// <summary>Panels of a in one task.</summary>
    public int RowGroup { get; }

    /// <summary>Panels of b in one task.</summary>
    public int ColumnGroup { get; }

    public int RowGroups { get; }

    public int ColumnGroups { get; }

    // Depends on k alone: it decides the order of summation, which encoding single items repeats. Multiples of 4 suit the transposing copies.
    public static int BlockLength(int k)
    {
        int blocks = Math.Max(1, (k + MaxBlockK - 1) / MaxBlockK);
        return Math.Max(1, (((k + blocks - 1) / blocks) + 3) / 4 * 4);
    }

    // Equal groups of at most so many panels.
    private static int Spread(int panels, int most)
    {
        int groups = (panels + most - 1) / most;
        return (panels + groups - 1) / groups;
    }
}
