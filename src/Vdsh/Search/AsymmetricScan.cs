// Real outputs against stored bits: a bound in bytes passes over nearly all codes, exact scores decide among the rest.
using System.Numerics;
using Vdsh.Codes;
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>
/// The k codes with the largest scores for each query, exactly, by <see cref="AsymmetricTable"/>. Scores decide, never
/// bounds, and every two results differ in score or row, so that vectors, blocks and threads cannot be seen in an
/// answer.
/// </summary>
internal static class AsymmetricScan
{
    // Tiles of a chunk stay in the first-level cache while the queries of a block pass over them.
    private const int ChunkBytes = 1 << 14, QueryBlock = 128;

    // The results of a block, before they are sorted, are held beside the answer.
    private const int BlockResults = 1 << 22;

    // A part of the database worth a thread of its own.
    private const int FewestRows = 1 << 12;

    /// <summary>Searches.</summary>
    /// <param name="codes">n x words words; bits beyond those of a query do not count.</param>
    /// <param name="queries">q x b outputs.</param>
    /// <param name="k">Results per query, 0..n.</param>
    /// <param name="rows">q x k, row-major, by falling score, then by rising row.</param>
    /// <param name="scores">q x k, row-major.</param>
    /// <param name="threads">Threads at most.</param>
    /// <param name="check">Called before each chunk; null for nothing.</param>
    /// <param name="width">Vectors to use.</param>
    public static unsafe void Nearest(ReadOnlySpan<ulong> codes, QueryOutputs queries, int k, int[] rows,
        double[] scores, int threads, Action? check, VectorWidth width = VectorWidth.Best)
    {
        int words = HashCodes.WordsFor(queries.Bits), count = codes.Length / words;
        if (k == 0 || queries.Count == 0)
            return;
        int most = Math.Clamp(BlockResults / k, 1, QueryBlock);
        int block = Math.Clamp((queries.Count + threads - 1) / threads, 1, most);
        int blocks = (queries.Count + block - 1) / block;
        int parts = Math.Clamp(Math.Min(threads / blocks, count / FewestRows), 1, threads);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        fixed (ulong* data = codes)
        {
            nint address = (nint)data;
            for (int first = 0; first < blocks; first += threads)
            {
                // Heaps of a few blocks at a time: results need memory once.
                int now = Math.Min(threads, blocks - first);
                var heaps = new ScoreHeap[now * parts][];
                int start = first;
                ParallelLoop.For(now * parts, parallel, task =>
                {
                    int from = (start + task / parts) * block, end = Math.Min(queries.Count, from + block);
                    long part = task % parts;
                    int firstRow = (int)(count * part / parts), endRow = (int)(count * (part + 1) / parts);
                    heaps[task] = Scan((ulong*)address, words, firstRow, endRow, queries, from, end, k, check, width);
                });
                for (int task = 0; task < heaps.Length; task += parts)
                {
                    int query = (start + task / parts) * block;
                    for (int i = 0; i < heaps[task].Length; i++, query++)
                    {
                        for (int part = 1; part < parts; part++)
                            heaps[task][i].OfferAll(heaps[task + part][i]);
                        heaps[task][i].Empty(rows.AsSpan(query * k, k), scores.AsSpan(query * k, k));
                    }
                }
            }
        }
    }

    private static unsafe ScoreHeap[] Scan(ulong* data, int words, int firstRow, int endRow, QueryOutputs queries,
        int from, int end, int k, Action? check, VectorWidth width)
    {
        var heaps = new ScoreHeap[end - from];
        var tables = new AsymmetricTable[heaps.Length];
        for (int i = 0; i < heaps.Length; i++)
        {
            heaps[i] = new ScoreHeap(k);
            tables[i] = new AsymmetricTable(queries[from + i]);
        }
        int tileBytes = words * 16 * AsymmetricTiles.Codes, tiles = Math.Max(1, ChunkBytes / tileBytes);
        byte[] turned = new byte[tiles * tileBytes];
        uint[] masks = new uint[tiles];
        for (int row = firstRow; row < endRow; row += tiles * AsymmetricTiles.Codes)
        {
            check?.Invoke();
            int rows = Math.Min(tiles * AsymmetricTiles.Codes, endRow - row);
            var chunk = new ReadOnlySpan<ulong>(data + (nint)row * words, rows * words);
            AsymmetricTiles.Fill(chunk, words, turned);
            Span<uint> within = masks.AsSpan(0, (rows + AsymmetricTiles.Codes - 1) / AsymmetricTiles.Codes);
            for (int i = 0; i < heaps.Length; i++)
            {
                ushort limit = heaps[i].IsFull ? tables[i].Limit(heaps[i].Worst) : ushort.MaxValue;
                AsymmetricTiles.Within(tables[i].Levels, turned, tileBytes, limit, width, within);
                Offer(heaps[i], tables[i], chunk, words, row, within);
            }
        }
        return heaps;
    }

    private static void Offer(ScoreHeap heap, AsymmetricTable table, ReadOnlySpan<ulong> chunk, int words, int first,
        ReadOnlySpan<uint> within)
    {
        int rows = chunk.Length / words;
        for (int tile = 0; tile < within.Length; tile++)
        {
            for (uint mask = within[tile]; mask != 0; mask &= mask - 1)
            {
                int row = tile * AsymmetricTiles.Codes + BitOperations.TrailingZeroCount(mask);
                if (row < rows)
                    heap.Offer(table.Score(chunk.Slice(row * words, words)), first + row);
            }
        }
    }
}
