// Whether an item was trained on is a question about its features, wherever they are stored; a hash of the row answers
// it without keeping the row.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Vdsh.Data;

/// <summary>
/// The distinct items of a set as 64-bit hashes of their raw features: the first 8 bytes, little-endian, of SHA-256
/// over the d values as little-endian float32, where -0 counts as 0. So it does not matter in which file type, number
/// type or order the items were stored. Two different rows have equal hashes with probability 2^-64.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class ItemHashes
{
    private const int RowsPerTask = 256;

    private readonly ulong[] values;

    private ItemHashes(ulong[] values) => this.values = values;

    /// <summary>Number of distinct items.</summary>
    public int Count => values.Length;

    /// <summary>The hashes, ascending, each once.</summary>
    public ReadOnlySpan<ulong> Values => values;

    /// <summary>Hashes all items of a set.</summary>
    /// <param name="features">n x d raw features.</param>
    public static ItemHashes Of(FeatureMatrix features) => OfHashes(OfRows(features));

    /// <summary>The set of the given hashes, which may repeat and need no order.</summary>
    /// <param name="rows">Hashes of items; copied.</param>
    public static ItemHashes OfHashes(ReadOnlySpan<ulong> rows)
    {
        ulong[] sorted = rows.ToArray();
        sorted.AsSpan().Sort();
        int distinct = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
                sorted[distinct++] = sorted[i];
        }
        return new ItemHashes(sorted[..distinct]);
    }

    /// <summary>The hash of every row, in order: n values.</summary>
    /// <param name="features">n x d raw features.</param>
    public static ulong[] OfRows(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        ulong[] hashes = new ulong[features.Rows];
        int tasks = (hashes.Length + RowsPerTask - 1) / RowsPerTask;
        Parallel.For(0, tasks, () => new float[features.Columns], HashTask, _ => { });
        return hashes;

        float[] HashTask(int task, ParallelLoopState state, float[] row)
        {
            int end = (int)Math.Min(hashes.Length, (task + 1L) * RowsPerTask);
            for (int i = task * RowsPerTask; i < end; i++)
            {
                features.CopyRow(i, row);
                hashes[i] = InPlace(row);
            }
            return row;
        }
    }

    /// <summary>The hash of one item.</summary>
    /// <param name="features">d raw features.</param>
    public static ulong OfRow(ReadOnlySpan<float> features) => InPlace(features.ToArray());

    /// <summary>Whether an item with this hash is among them.</summary>
    public bool Contains(ulong hash) => Array.BinarySearch(values, hash) >= 0;

    /// <summary>How many of the given items are among these; one that is given twice counts twice.</summary>
    public int CountOf(ReadOnlySpan<ulong> rows)
    {
        int count = 0;
        foreach (ulong hash in rows)
            count += Contains(hash) ? 1 : 0;
        return count;
    }

    /// <summary>Hashes that are ascending and distinct already, as in a file; null where they are not.</summary>
    internal static ItemHashes? OfSorted(ulong[] values)
    {
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] <= values[i - 1])
                return null;
        }
        return new ItemHashes(values);
    }

    private static ulong InPlace(Span<float> row)
    {
        foreach (ref float value in row)
        {
            if (value == 0)
                value = 0;
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(row), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
