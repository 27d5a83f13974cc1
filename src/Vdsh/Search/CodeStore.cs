// Codes that can be added and removed while readers search: a reader takes one snapshot and never meets a half-written code.
using Vdsh.Codes;
using Vdsh.Compute.Cpu;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>
/// A changing list of codes with ids. Rows are kept in rising order of id, so that ties broken by row are ties broken by id. Reading is safe at
/// any time; writers wait for each other.
/// </summary>
internal sealed class CodeStore
{
    private readonly Lock writing = new();
    private readonly int bits;
    private volatile CodeSnapshot current;
    private volatile bool isClosed;

    public CodeStore(int bits) : this(bits, new CodeSnapshot([], null, 0, HashCodes.WordsFor(bits), 0))
    {
    }

    public CodeStore(int bits, CodeSnapshot start)
    {
        this.bits = bits;
        current = start;
    }

    /// <summary>The codes as they are now.</summary>
    /// <exception cref="ObjectDisposedException"><see cref="Close"/> was called.</exception>
    public CodeSnapshot Current
    {
        get
        {
            // Read before the question: a store is closed before it is emptied, so nobody takes that for its content.
            CodeSnapshot snapshot = current;
            ThrowIfClosed();
            return snapshot;
        }
    }

    /// <summary>Number of codes; 0 in a closed store.</summary>
    public int Count => current.Count;

    /// <summary>Appends codes; ids continue behind the largest id that was ever given.</summary>
    /// <exception cref="InputException">The codes have another number of bits, or no ids are left.</exception>
    public void Append(HashCodes codes)
    {
        RequireBits(codes, bits, "codes to add");
        lock (writing)
        {
            CodeSnapshot old = Current;
            long[]? ids = null;
            if (!old.RowsAreIds || old.NextId != old.Count)
            {
                if (codes.Count > long.MaxValue - old.NextId)
                    throw new InputException(
                        $"No ids are left behind {old.NextId - 1}; add the codes under ids of your own.");
                ids = new long[codes.Count];
                for (int i = 0; i < ids.Length; i++)
                    ids[i] = old.NextId + i;
            }
            AppendRising(old, codes, ids);
        }
    }

    /// <summary>Adds codes under given ids.</summary>
    /// <exception cref="InputException">The codes have another number of bits, or an id occurs twice or is in
    /// use.</exception>
    public void Append(HashCodes codes, ReadOnlySpan<long> ids)
    {
        RequireBits(codes, bits, "codes to add");
        if (ids.Length != codes.Count)
            throw new ArgumentException($"There are {codes.Count} codes but {ids.Length} ids.", nameof(ids));
        long[] sorted = ids.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        bool rising = true;
        for (int i = 1; i < sorted.Length && rising; i++)
            rising = sorted[i] > sorted[i - 1];
        if (!rising)
            Array.Sort(sorted, order);
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[i - 1])
                continue;
            (int one, int other) = (Math.Min(order[i - 1], order[i]), Math.Max(order[i - 1], order[i]));
            throw new InputException(
                $"Id {sorted[i]} occurs twice among the codes to add, at rows {one} and {other}; "
                + "give each code its own id.");
        }
        HashCodes inOrder = rising ? codes : codes.Select(order);
        lock (writing)
        {
            CodeSnapshot old = Current;
            using CodeSnapshot.Lease lease = old.Read();
            foreach (long id in sorted)
            {
                if (old.RowOf(id) >= 0)
                    throw new InputException($"Id {id} is in the index already; remove it first or choose another.");
            }
            if (sorted.Length == 0)
                return;
            if (old.Count == 0 || sorted[0] > old.IdOf(old.Count - 1))
                AppendRising(old, inOrder, IsContinuation(old, sorted) ? null : sorted);
            else
                Merge(old, inOrder, sorted);
        }
    }

    /// <summary>Removes codes by id, in one pass over the codes; unknown ids are passed over.</summary>
    /// <returns>How many codes were removed.</returns>
    public int Remove(ReadOnlySpan<long> ids)
    {
        lock (writing)
        {
            CodeSnapshot old = Current;
            using CodeSnapshot.Lease lease = old.Read();
            var rows = new List<int>();
            foreach (long id in ids)
            {
                if (old.RowOf(id) is >= 0 and int row)
                    rows.Add(row);
            }
            rows.Sort();
            int[] gone = [.. rows.Distinct()];
            if (gone.Length == 0)
                return 0;
            int words = old.WordsPerCode, count = old.Count - gone.Length;
            ulong[] codes = LargePages.AllocateArray<ulong>(count * words);
            long[] kept = new long[count];
            int filled = 0, from = 0;
            for (int i = 0; i <= gone.Length; i++)
            {
                // Everything up to the next row that goes is copied in one piece.
                int to = i < gone.Length ? gone[i] : old.Count;
                old.Words[(from * words)..(to * words)].CopyTo(codes.AsSpan(filled * words));
                for (int row = from; row < to; row++)
                    kept[filled++] = old.IdOf(row);
                from = to + 1;
            }
            current = new CodeSnapshot(codes, kept, count, words, old.NextId) { Generation = old.Generation + 1 };
            return gone.Length;
        }
    }

    /// <summary>Lets go of everything, so that a mapped file is closed once the last search ends.</summary>
    public void Close()
    {
        isClosed = true;
        lock (writing)
            current = new CodeSnapshot([], null, 0, HashCodes.WordsFor(bits), 0) { Generation = current.Generation + 1 };
    }

    public static void RequireBits(HashCodes codes, int bits, string what)
    {
        if (codes.Bits != bits)
            throw new InputException($"The {what} have {codes.Bits} bits but the index holds codes of {bits}; encode both with one model.");
    }

    /// <summary>Asymmetric ranking over the codes as they are now.</summary>
    /// <inheritdoc cref="ICodeIndex.SearchAsymmetric"/>
    public ScoredResult SearchAsymmetric(QueryOutputs queries, int k, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (queries.Bits != bits)
            throw new InputException(
                $"The queries have {queries.Bits} outputs but the index holds codes of {bits} bits; "
                + "make both with one model.");
        CodeSnapshot codes = Current;
        using CodeSnapshot.Lease lease = codes.Read();
        k = Math.Min(k, codes.Count);
        int[] rows = new int[NearestResult.Size(queries.Count, k)];
        double[] scores = new double[rows.Length];
        AsymmetricScan.Nearest(codes.Words, queries, k, rows, scores, threads, codes.CheckFor(cancellation));
        long[] ids = new long[rows.Length];
        codes.ToIds(rows, ids);
        return new ScoredResult(queries.Count, k, ids, scores);
    }

    private void ThrowIfClosed()
    {
        if (isClosed)
            throw new ObjectDisposedException(nameof(HammingIndex));
    }

    private static bool IsContinuation(CodeSnapshot old, ReadOnlySpan<long> ids)
        => old.RowsAreIds && old.NextId == old.Count && ids[0] == old.Count && ids[^1] == (long)old.Count + ids.Length - 1;

    // Behind the largest number there is none: then no id is left to be given.
    private static long After(long next, long id) => id == long.MaxValue ? id : Math.Max(next, id + 1);

    // Without ids the row numbers go on being the ids.
    private void AppendRising(CodeSnapshot old, HashCodes codes, long[]? ids)
    {
        using CodeSnapshot.Lease lease = old.Read();
        int words = old.WordsPerCode;
        int count = checked(old.Count + codes.Count);
        if ((long)count * words > Array.MaxLength)
            throw new InputException($"An index holds at most {Array.MaxLength / words} codes of {bits} bits; split the database.");
        ulong[] array = old.Spare(codes.Count) ?? Grown(old.Words, (long)count * words);
        // Readers of the old snapshot never look beyond its count, so the spare room can be written in place.
        codes.Words.CopyTo(array.AsSpan(old.Count * words));
        long[]? allIds = null;
        if (ids is not null)
        {
            allIds = old.SpareIds(codes.Count) ?? (old.RowsAreIds ? Identity(old.Count, count) : Grown(old.Ids, count));
            ids.CopyTo(allIds.AsSpan(old.Count));
        }
        long next = ids is null ? count : ids.Length == 0 ? old.NextId : After(old.NextId, ids[^1]);
        current = new CodeSnapshot(array, allIds, count, words, next) { Generation = old.Generation };
    }

    private void Merge(CodeSnapshot old, HashCodes codes, long[] ids)
    {
        int words = old.WordsPerCode;
        int count = checked(old.Count + codes.Count);
        ulong[] merged = LargePages.AllocateArray<ulong>(checked(count * words));
        long[] mergedIds = new long[count];
        for (int row = 0, a = 0, b = 0; row < count; row++)
        {
            bool takeOld = b == ids.Length || (a < old.Count && old.IdOf(a) < ids[b]);
            (takeOld ? old.Code(a) : codes[b]).CopyTo(merged.AsSpan(row * words));
            mergedIds[row] = takeOld ? old.IdOf(a++) : ids[b++];
        }
        current = new CodeSnapshot(
            merged, mergedIds, count, words, After(old.NextId, ids[^1])) { Generation = old.Generation + 1 };
    }

    private static T[] Grown<T>(ReadOnlySpan<T> old, long needed) where T : unmanaged
    {
        T[] array = LargePages.AllocateArray<T>(Math.Min(Array.MaxLength, Math.Max(needed, 2L * old.Length)));
        old.CopyTo(array);
        return array;
    }

    private static long[] Identity(int count, int capacity)
    {
        long[] ids = new long[capacity];
        for (int i = 0; i < count; i++)
            ids[i] = i;
        return ids;
    }
}
