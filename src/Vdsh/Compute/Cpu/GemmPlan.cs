// How a product is cut into blocks for the caches and into tasks for the threads.
namespace Vdsh.Compute.Cpu;

/// <summary>Block and task sizes of one product.</summary>
internal readonly struct GemmPlan
{
    /// <summary>Most rows of a task: with a block of k they fill three quarters of a 1 MB second-level cache, and the block is used up while it is there.</summary>
    public const int GroupRows = 384;

    // The longer a block, the fewer times the result is read and written; the panel of b, 65 KB for 512-bit vectors, comes from the second-level cache fast enough.
    // A little above 512, because the inputs of layers are powers of two and a column of ones.
    private const int MaxBlockK = 520;

    // With fewer panels of b than this, copying a takes longer than reading it where it lies; and the other way round.
    private const int ColumnPanelsWorthPacking = 9, RowPanelsWorthPacking = 48;

    // Fewer multiply-adds than this cost less than waking another thread.
    private const long SerialWork = 256 * 1024;

    // Most columns of b that a task packs for itself: room in the third-level cache, and in the work space however wide the result is.
    private const int OwnColumns = 4096;

    // Most floats of a transposed b that a task copies before it uses them: they stay in the second-level cache, beside the rows of a.
    private const int OwnFloats = 64 * 1024;

    // Tasks for each thread where tasks differ in size.
    private const int UnequalTasks = 6;

    /// <param name="problem">The product.</param>
    /// <param name="tileRows">Rows of a tile.</param>
    /// <param name="tileColumns">Columns of a tile.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="interleave">Neighbouring k in one place of a panel; with more than 1, factors are always packed.</param>
    /// <param name="stepK">Neighbouring k that are multiplied at once.</param>
    public GemmPlan(in GemmProblem problem, int tileRows, int tileColumns, int workers, int interleave = 1, int stepK = 1)
    {
        int m = problem.M, n = problem.N, k = problem.K;
        TileRows = tileRows;
        TileColumns = tileColumns;
        RowPanels = (m + tileRows - 1) / tileRows;
        ColumnPanels = (n + tileColumns - 1) / tileColumns;
        BlockK = BlockLength(k, interleave, stepK);
        Blocks = Math.Max(1, (k + BlockK - 1) / BlockK);
        PacksA = interleave > 1 || ColumnPanels >= ColumnPanelsWorthPacking;
        PacksB = interleave > 1 || problem.TransposeB || RowPanels >= RowPanelsWorthPacking;

        // A row of a costs about as much as its share of reading b, which matters when there are only a few of them.
        bool serial = workers == 1 || (m + 8L) * n * k < SerialWork;
        int threads = serial ? 1 : workers, mostRowPanels = Math.Max(1, GroupRows / tileRows);
        // A transposed b costs most in copying: where all rows fit into a task, each copies its own columns and keeps them in its cache.
        bool ownsColumns = problem.TransposeB && !problem.LowerOnly && RowPanels <= mostRowPanels && ColumnPanels >= 2 * threads;
        if (RowPanels >= 2 * threads && !ownsColumns)
        {
            // All columns in one task, so that its rows are packed once and used at once.
            ColumnGroup = ColumnPanels;
            int groups = (RowPanels + mostRowPanels - 1) / mostRowPanels;
            int wanted = problem.LowerOnly ? Math.Max(groups, UnequalTasks * threads) : (groups + threads - 1) / threads * threads;
            RowGroup = Spread(RowPanels, wanted);
        }
        else
        {
            RowGroup = RowPanels;
            ColumnGroup = Spread(ColumnPanels, threads);
            if (ownsColumns)
                ColumnGroup = Math.Clamp(OwnFloats / (BlockK * tileColumns), 1, ColumnGroup);
        }

        RowGroups = (RowPanels + RowGroup - 1) / RowGroup;
        if (PacksB && RowGroups == 1)
            ColumnGroup = Math.Min(ColumnGroup, OwnColumns / tileColumns);
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

    /// <summary>Whether a is copied into panels; else it is read where it lies.</summary>
    public bool PacksA { get; }

    /// <summary>Whether b is copied into panels; else it is read where it lies.</summary>
    public bool PacksB { get; }

    // Depends on k and the kernel alone: it decides the order of summation, which encoding single items repeats. Multiples of 4 suit the transposing copies,
    // and only the last step of all should be filled up.
    public static int BlockLength(int k, int interleave = 1, int stepK = 1)
    {
        int most = MaxBlockK * interleave, blocks = Math.Max(1, (k + most - 1) / most), multiple = Math.Max(4, stepK);
        return Math.Max(1, ((k + blocks - 1) / blocks + multiple - 1) / multiple * multiple);
    }

    // Equal groups, as many as wanted or a few less.
    private static int Spread(int panels, int groups) => Math.Max(1, (panels + groups - 1) / groups);
}
