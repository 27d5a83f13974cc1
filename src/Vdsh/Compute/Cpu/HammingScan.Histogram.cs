// The one primitive of evaluation: how many items, relevant or not, lie at each distance of each query.
using System.Numerics;
using System.Runtime.CompilerServices;
using Vdsh.Data;

namespace Vdsh.Compute.Cpu;

internal sealed unsafe partial class HammingScan
{
    /// <inheritdoc/>
    public void HammingHistogram(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, LabelSet queryLabels, LabelSet databaseLabels,
        int grades, ReadOnlySpan<int> excluded, Span<int> counts)
    {
        Shape shape = new(queries, database, bits, threads);
        CheckLabels(shape, queryLabels, databaseLabels, grades, excluded);
        int bins = bits + 1;
        Require(counts.Length, (long)shape.Queries * grades * bins, nameof(counts));
        counts = counts[..(shape.Queries * grades * bins)];
        counts.Clear();
        bool single = !queryLabels.IsMultiLabel && !databaseLabels.IsMultiLabel;
        ulong[] queryMasks = single ? [] : Masks(queryLabels);
        ulong[] databaseMasks = single ? [] : Masks(databaseLabels);
        int[] classStarts = [];
        ReadOnlySpan<ulong> ordered = database;
        if (single)
            ordered = GroupByClass(database, shape.Words, databaseLabels, out classStarts);

        fixed (ulong* pinnedQueries = queries, pinnedDatabase = ordered, pinnedQueryMasks = queryMasks, pinnedDatabaseMasks = databaseMasks)
        fixed (int* pinnedCounts = counts)
        {
            ulong* q = pinnedQueries, d = pinnedDatabase, queryMask = pinnedQueryMasks, databaseMask = pinnedDatabaseMasks;
            int* target = pinnedCounts;
            int wordsPerMask = (databaseLabels.ClassCount + 63) / 64;
            // Neighbouring items often fall into one bin; separate counters for them avoid waiting for the store before.
            int lanes = bins <= 513 ? 4 : 1;
            ForTasks(shape, task =>
            {
                int[] partial = new int[task.QueryCount * grades * lanes * bins];
                fixed (int* counters = partial)
                {
                    if (single)
                    {
                        SingleLabelVisitor visitor = new(counters, grades, lanes, bins, queryLabels, task.FirstQuery, classStarts);
                        Scan(shape, task, q, d, ref visitor);
                    }
                    else
                    {
                        MultiLabelVisitor visitor = new(counters, grades, lanes, bins, queryMask + ((nint)task.FirstQuery * wordsPerMask), databaseMask, wordsPerMask);
                        Scan(shape, task, q, d, ref visitor);
                    }
                    for (int row = 0; row < task.QueryCount * grades; row++)
                    {
                        int* sums = target + ((nint)task.FirstQuery * grades * bins) + ((nint)row * bins);
                        for (int bin = 0; bin < bins; bin++)
                        {
                            int sum = 0;
                            for (int lane = 0; lane < lanes; lane++)
                                sum += counters[(row * lanes + lane) * bins + bin];
                            Interlocked.Add(ref sums[bin], sum);
                        }
                    }
                }
            });
        }
        for (int query = 0; query < excluded.Length; query++)
        {
            int item = excluded[query];
            if (item < 0)
                continue;
            int distance = 0;
            for (int word = 0; word < shape.Words; word++)
            {
                ulong difference = queries[query * shape.Words + word] ^ database[item * shape.Words + word];
                distance += BitOperations.PopCount(
                    word == shape.Words - 1 ? difference & CodePadding.MaskOf(bits) : difference);
            }
            int grade = single
                ? queryLabels.ClassOf(query) == databaseLabels.ClassOf(item) ? 1 : 0
                : Shared(queryMasks, query, databaseMasks, item, databaseLabels.ClassCount, grades);
            counts[(query * grades + grade) * bins + distance]--;
        }
    }

    private static void CheckLabels(Shape shape, LabelSet queryLabels, LabelSet databaseLabels, int grades, ReadOnlySpan<int> excluded)
    {
        if (queryLabels.Count != shape.Queries)
            throw new ArgumentException($"There are {shape.Queries} query codes but {queryLabels.Count} labels.", nameof(queryLabels));
        if (databaseLabels.Count != shape.Rows)
            throw new ArgumentException($"There are {shape.Rows} database codes but {databaseLabels.Count} labels.", nameof(databaseLabels));
        if (queryLabels.ClassCount != databaseLabels.ClassCount)
            throw new ArgumentException($"Queries have {queryLabels.ClassCount} classes but the database {databaseLabels.ClassCount}.", nameof(databaseLabels));
        ArgumentOutOfRangeException.ThrowIfLessThan(grades, 2);
        if (!excluded.IsEmpty && excluded.Length != shape.Queries)
            throw new ArgumentException($"{excluded.Length} exclusions for {shape.Queries} queries; give one each or none.", nameof(excluded));
        foreach (int item in excluded)
        {
            if (item < -1 || item >= shape.Rows)
                throw new ArgumentOutOfRangeException(nameof(excluded), $"Excluded item {item} is outside -1..{shape.Rows - 1}.");
        }
    }

    // With the database sorted by class, the relevant items of a query are one run, and the inner loop compares no labels.
    private static ulong[] GroupByClass(ReadOnlySpan<ulong> database, int words, LabelSet labels, out int[] starts)
    {
        starts = new int[labels.ClassCount + 1];
        for (int row = 0; row < labels.Count; row++)
            starts[labels.ClassOf(row) + 1]++;
        for (int label = 0; label < labels.ClassCount; label++)
            starts[label + 1] += starts[label];
        int[] next = starts[..^1];
        ulong[] grouped = new ulong[database.Length];
        for (int row = 0; row < labels.Count; row++)
            database.Slice(row * words, words).CopyTo(grouped.AsSpan(next[labels.ClassOf(row)]++ * words));
        return grouped;
    }

    private static ulong[] Masks(LabelSet labels)
    {
        int words = (labels.ClassCount + 63) / 64;
        ulong[] masks = new ulong[labels.Count * words];
        for (int row = 0; row < labels.Count; row++)
        {
            if (labels.IsMultiLabel)
                labels.MaskOf(row).CopyTo(masks.AsSpan(row * words));
            else
                masks[row * words + labels.ClassOf(row) / 64] = 1UL << (labels.ClassOf(row) % 64);
        }
        return masks;
    }

    private static int Shared(ulong[] queryMasks, int query, ulong[] databaseMasks, int item, int classes, int grades)
    {
        int words = (classes + 63) / 64;
        int shared = 0;
        for (int word = 0; word < words; word++)
            shared += BitOperations.PopCount(queryMasks[query * words + word] & databaseMasks[item * words + word]);
        return Math.Min(shared, grades - 1);
    }

    private readonly struct SingleLabelVisitor(int* counters, int grades, int lanes, int bins, LabelSet queryLabels, int firstQuery, int[] classStarts)
        : IRunVisitor
    {
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Visit(int query, int firstRow, in HammingRun run)
        {
            ushort* distances = stackalloc ushort[HammingBlockScan.Chunk];
            run.Distances(distances);
            int count = run.Count;
            int label = queryLabels.ClassOf(firstQuery + query);
            int relevantFrom = Math.Clamp(classStarts[label] - firstRow, 0, count);
            int relevantTo = Math.Clamp(classStarts[label + 1] - firstRow, 0, count);
            int* irrelevant = counters + ((nint)query * grades * lanes * bins);
            Count(distances, relevantFrom, irrelevant);
            Count(distances + relevantFrom, relevantTo - relevantFrom, irrelevant + (lanes * bins));
            Count(distances + relevantTo, count - relevantTo, irrelevant);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Count(ushort* distances, int count, int* histogram)
        {
            int i = 0;
            if (lanes == 4)
            {
                int* second = histogram + bins, third = second + bins, fourth = third + bins;
                for (; i <= count - 8; i += 8)
                {
                    ulong four = *(ulong*)(distances + i);
                    ulong next = *(ulong*)(distances + i + 4);
                    histogram[four & 0xFFFF]++;
                    second[four >> 16 & 0xFFFF]++;
                    third[four >> 32 & 0xFFFF]++;
                    fourth[four >> 48]++;
                    histogram[next & 0xFFFF]++;
                    second[next >> 16 & 0xFFFF]++;
                    third[next >> 32 & 0xFFFF]++;
                    fourth[next >> 48]++;
                }
            }
            for (; i < count; i++)
                histogram[distances[i]]++;
        }
    }

    private readonly struct MultiLabelVisitor(int* counters, int grades, int lanes, int bins, ulong* queryMasks, ulong* databaseMasks, int wordsPerMask)
        : IRunVisitor
    {
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Visit(int query, int firstRow, in HammingRun run)
        {
            ushort* distances = stackalloc ushort[HammingBlockScan.Chunk];
            run.Distances(distances);
            int count = run.Count;
            int stride = lanes * bins;
            int* histograms = counters + ((nint)query * grades * stride);
            ulong* queryMask = queryMasks + ((nint)query * wordsPerMask);
            ulong* mask = databaseMasks + ((nint)firstRow * wordsPerMask);
            for (int i = 0; i < count; i++, mask += wordsPerMask)
            {
                int shared = 0;
                for (int word = 0; word < wordsPerMask; word++)
                    shared += BitOperations.PopCount(queryMask[word] & mask[word]);
                int lane = i & (lanes - 1);
                histograms[(Math.Min(shared, grades - 1) * stride) + (lane * bins) + distances[i]]++;
            }
        }
    }
}
