// Divides scans among threads: by blocks of queries when there are many, by ranges of the database when there are few.
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>The Hamming scans of the CPU. Safe for concurrent callers.</summary>
internal sealed unsafe partial class HammingScan : IGuardedEngine
{
    // The more queries share a pass over the database, the less memory is read; but every thread wants several blocks, and a block's counters are to stay
    // in the second-level cache.
    private const int FewestPerBlock = 16;
    private const int MostPerBlock = 128;
    private const int BlocksPerThread = 4;
    private const int ResultsPerBlock = 1 << 22;

    // Below this many rows a range is not worth a task of its own; a multiple of the group size.
    private const int SmallestRange = 2 * HammingBlockScan.Chunk;

    // A block of the database is checked before it is scanned: 1 MiB takes one query some 50 microseconds, a block of
    // queries some milliseconds.
    private const int BlockWords = 1 << 17;

    private readonly ParallelOptions parallel;
    private readonly int threads;
    private readonly HammingKernel kernel;
    private readonly Action? check;

    /// <summary>Creates the scans.</summary>
    /// <param name="threads">Threads that share the work, at least 1.</param>
    /// <param name="kernel">Which instructions to use.</param>
    /// <param name="check">Called before each block of the database, on any thread; what it throws ends the
    /// scan.</param>
    /// <exception cref="PlatformNotSupportedException">The machine lacks the instructions.</exception>
    public HammingScan(int threads, HammingKernel kernel, Action? check = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (!HammingKernelSupport.IsSupported(kernel))
            throw new PlatformNotSupportedException($"This machine does not run the Hamming kernel {kernel}; choose {HammingKernelSupport.Best}.");
        this.threads = threads;
        this.kernel = kernel;
        this.check = check;
        parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <inheritdoc/>
    public IHammingEngine Guarded(Action check) => new HammingScan(threads, kernel, check);

    /// <inheritdoc/>
    public void HammingDistances(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<ushort> distances)
    {
        Shape shape = new(queries, database, bits, threads);
        Require(distances.Length, (long)shape.Queries * shape.Rows, nameof(distances));
        fixed (ulong* pinnedQueries = queries, pinnedDatabase = database)
        fixed (ushort* pinnedDistances = distances)
        {
            ulong* q = pinnedQueries, d = pinnedDatabase;
            ushort* target = pinnedDistances;
            ForTasks(shape, task =>
            {
                CopyVisitor visitor = new(target + ((nint)task.FirstQuery * shape.Rows), shape.Rows);
                Scan(shape, task, q, d, ref visitor);
            });
        }
    }

    /// <inheritdoc/>
    public void HammingCounts(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<int> counts)
    {
        Shape shape = new(queries, database, bits, threads);
        int bins = bits + 1;
        Require(counts.Length, (long)shape.Queries * bins, nameof(counts));
        counts[..(shape.Queries * bins)].Clear();
        fixed (ulong* pinnedQueries = queries, pinnedDatabase = database)
        fixed (int* pinnedCounts = counts)
        {
            ulong* q = pinnedQueries, d = pinnedDatabase;
            int* target = pinnedCounts;
            ForTasks(shape, task =>
            {
                BinVisitor visitor = new(shape.Words, task.QueryCount);
                Scan(shape, task, q, d, ref visitor);
                for (int query = 0; query < task.QueryCount; query++)
                {
                    for (int bin = 0; bin < bins; bin++)
                        Interlocked.Add(ref target[(nint)(task.FirstQuery + query) * bins + bin], visitor.Count(query, bin));
                }
            });
        }
    }

    /// <inheritdoc/>
    public void HammingNearest(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int k, Span<int> ids, Span<int> distances)
    {
        // Every query of a block holds up to twice its results.
        int most = Math.Clamp(ResultsPerBlock / Math.Max(1, k), FewestPerBlock, MostPerBlock);
        Shape shape = new(queries, database, bits, threads, most);
        if (k < 0 || k > shape.Rows)
            throw new ArgumentOutOfRangeException(nameof(k), $"k = {k} is outside 0..{shape.Rows}, the number of database codes.");
        Require(ids.Length, (long)shape.Queries * k, nameof(ids));
        Require(distances.Length, (long)shape.Queries * k, nameof(distances));
        if (k == 0)
            return;
        fixed (int* pinnedIds = ids, pinnedDistances = distances)
        {
            int* idTarget = pinnedIds, distanceTarget = pinnedDistances;
            NearestBound[]? bounds = shape.Ranges(threads) > 1 ? [.. Enumerable.Range(0, shape.Queries).Select(_ => new NearestBound(bits))] : null;
            Collect(shape, queries, database, (query, rows) => HammingCollector.Nearest(bits, k, rows, bounds?[query]), (query, parts) =>
                HammingCollector.Write(parts, new Span<int>(idTarget + ((nint)query * k), k), new Span<int>(distanceTarget + ((nint)query * k), k)));
        }
    }

    /// <inheritdoc/>
    public void HammingCountWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts)
    {
        Shape shape = new(queries, database, bits, threads);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        Require(counts.Length, shape.Queries, nameof(counts));
        counts[..shape.Queries].Clear();
        fixed (ulong* pinnedQueries = queries, pinnedDatabase = database)
        fixed (int* pinnedCounts = counts)
        {
            ulong* q = pinnedQueries, d = pinnedDatabase;
            int* target = pinnedCounts;
            ForTasks(shape, task =>
            {
                CountVisitor visitor = new(Math.Min(radius, bits), task.QueryCount);
                Scan(shape, task, q, d, ref visitor);
                for (int query = 0; query < task.QueryCount; query++)
                    Interlocked.Add(ref target[task.FirstQuery + query], visitor.Count(query));
            });
        }
    }

    /// <inheritdoc/>
    public bool HammingFindWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts, Span<int> ids, Span<int> distances)
    {
        Shape shape = new(queries, database, bits, threads);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        Require(counts.Length, shape.Queries, nameof(counts));
        ResultRoom room = new(Math.Min(ids.Length, distances.Length));
        (int[] Ids, int[] Distances)[] results = new (int[], int[])[shape.Queries];
        fixed (int* pinnedCounts = counts)
        {
            int* target = pinnedCounts;
            Collect(shape, queries, database, (_, _) => HammingCollector.Within(bits, radius, room), (query, parts) =>
            {
                int found = 0;
                foreach (HammingCollector part in parts)
                    found += part.Found;
                target[query] = found;
                if (room.IsExceeded)
                    return;
                results[query] = (new int[found], new int[found]);
                HammingCollector.Write(parts, results[query].Ids, results[query].Distances);
            });
        }
        if (room.IsExceeded)
            return false;
        int before = 0;
        foreach ((int[] foundIds, int[] foundDistances) in results)
        {
            foundIds.CopyTo(ids[before..]);
            foundDistances.CopyTo(distances[before..]);
            before += foundIds.Length;
        }
        return true;
    }

    /// <inheritdoc/>
    public void HammingCollectWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, ReadOnlySpan<long> offsets,
        Span<int> ids, Span<int> distances)
    {
        Shape shape = new(queries, database, bits, threads);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        Require(offsets.Length, shape.Queries + 1, nameof(offsets));
        Require(ids.Length, offsets[shape.Queries], nameof(ids));
        Require(distances.Length, offsets[shape.Queries], nameof(distances));
        fixed (long* pinnedOffsets = offsets)
        fixed (int* pinnedIds = ids, pinnedDistances = distances)
        {
            long* starts = pinnedOffsets;
            int* idTarget = pinnedIds, distanceTarget = pinnedDistances;
            Collect(shape, queries, database, (_, _) => HammingCollector.Within(bits, radius), (query, parts) =>
            {
                int length = checked((int)(starts[query + 1] - starts[query]));
                int found = 0;
                foreach (HammingCollector part in parts)
                    found += part.Count;
                if (found != length)
                    throw new ArgumentException($"Query {query} has {found} codes within radius {radius}, but its offsets leave room for {length}.", nameof(offsets));
                HammingCollector.Write(parts, new Span<int>(idTarget + starts[query], length), new Span<int>(distanceTarget + starts[query], length));
            });
        }
    }

    private static void Require(int length, long needed, string name)
    {
        if (length < needed)
            throw new ArgumentException($"{name} holds {length} numbers, {needed} are needed.", name);
    }

    // One collector per query and range; with a single range (many queries) a block's collectors are written out and used again at once.
    private void Collect(Shape shape, ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, Func<int, int, HammingCollector> create,
        Action<int, HammingCollector[]> write)
    {
        int ranges = shape.Ranges(threads);
        HammingCollector[][] parts = new HammingCollector[ranges == 1 ? 0 : shape.Queries][];
        for (int query = 0; query < parts.Length; query++)
            parts[query] = new HammingCollector[ranges];
        fixed (ulong* pinnedQueries = queries, pinnedDatabase = database)
        {
            ulong* q = pinnedQueries, d = pinnedDatabase;
            ForTasks(shape, task =>
            {
                HammingCollector[] collectors = new HammingCollector[task.QueryCount];
                for (int query = 0; query < collectors.Length; query++)
                    collectors[query] = create(task.FirstQuery + query, task.LastRow - task.FirstRow);
                CollectVisitor visitor = new(collectors);
                Scan(shape, task, q, d, ref visitor);
                for (int query = 0; query < collectors.Length; query++)
                {
                    if (ranges == 1)
                        write(task.FirstQuery + query, [collectors[query]]);
                    else
                        parts[task.FirstQuery + query][task.Range] = collectors[query];
                }
            });
        }
        if (ranges > 1)
            ParallelLoop.For(shape.Queries, parallel, query => write(query, parts[query]));
    }

    private void Scan<TVisitor>(Shape shape, ScanTask task, ulong* queries, ulong* database, ref TVisitor visitor) where TVisitor : struct, IRunVisitor
    {
        ulong* own = queries + ((nint)task.FirstQuery * shape.Words);
        int rows = check is null ? shape.Rows : Math.Max(1, BlockWords / shape.Words);
        for (int first = task.FirstRow; first < task.LastRow; first += Math.Min(rows, task.LastRow - first))
        {
            check?.Invoke();
            int last = first + Math.Min(rows, task.LastRow - first);
            HammingBlockScan.Run(kernel, own, task.QueryCount, database, first, last, shape.Bits, ref visitor);
        }
    }

    private void ForTasks(Shape shape, Action<ScanTask> body)
    {
        int blocks = shape.Blocks;
        int ranges = shape.Ranges(threads);
        void Run(int index) => body(new ScanTask(shape, index / ranges, index % ranges, ranges));
        if (threads == 1 || blocks * ranges == 1)
        {
            for (int index = 0; index < blocks * ranges; index++)
                Run(index);
            return;
        }
        ParallelLoop.For(blocks * ranges, parallel, Run);
    }

    private readonly struct Shape
    {
        public Shape(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int threads, int most = MostPerBlock)
        {
            if (bits is < 1 or > short.MaxValue - 2)
                throw new ArgumentOutOfRangeException(nameof(bits), $"Codes of {bits} bits cannot be scanned; distances must fit 15 bits.");
            Bits = bits;
            Words = (bits + 63) / 64;
            if (queries.Length % Words != 0)
                throw new ArgumentException($"{queries.Length} words are not whole codes of {Words} words.", nameof(queries));
            if (database.Length % Words != 0)
                throw new ArgumentException($"{database.Length} words are not whole codes of {Words} words.", nameof(database));
            Queries = queries.Length / Words;
            Rows = database.Length / Words;
            CodePadding.RequireNone(queries, bits, nameof(queries));
            QueriesPerBlock = Math.Clamp(Queries / (BlocksPerThread * threads), FewestPerBlock, most);
        }

        public int Bits { get; }

        public int Words { get; }

        public int Queries { get; }

        public int Rows { get; }

        public int QueriesPerBlock { get; }

        public int Blocks => (Queries + QueriesPerBlock - 1) / QueriesPerBlock;

        /// <summary>Into how many ranges the database is cut, so that every thread has work.</summary>
        public int Ranges(int threads)
        {
            int blocks = Blocks;
            if (threads == 1 || blocks >= BlocksPerThread * threads)
                return 1;
            int wanted = (BlocksPerThread * threads + blocks - 1) / Math.Max(1, blocks);
            return Math.Clamp(Rows / SmallestRange, 1, wanted);
        }
    }

    private readonly struct ScanTask
    {
        public ScanTask(Shape shape, int block, int range, int ranges)
        {
            FirstQuery = block * shape.QueriesPerBlock;
            QueryCount = Math.Min(shape.QueriesPerBlock, shape.Queries - FirstQuery);
            Range = range;
            FirstRow = (int)((long)shape.Rows * range / ranges);
            LastRow = (int)((long)shape.Rows * (range + 1) / ranges);
        }

        public int FirstQuery { get; }

        public int QueryCount { get; }

        public int Range { get; }

        public int FirstRow { get; }

        public int LastRow { get; }
    }

    private readonly struct CopyVisitor(ushort* target, int rows) : IRunVisitor
    {
        [SkipLocalsInit]
        public void Visit(int query, int firstRow, in HammingRun run)
        {
            ushort* distances = stackalloc ushort[HammingBlockScan.Chunk];
            run.Distances(distances);
            new Span<ushort>(distances, run.Count).CopyTo(new Span<ushort>(target + ((nint)query * rows) + firstRow, run.Count));
        }
    }

    private readonly struct CollectVisitor(HammingCollector[] collectors) : IRunVisitor
    {
        public void Visit(int query, int firstRow, in HammingRun run) => collectors[query].Add(firstRow, run);
    }
}
