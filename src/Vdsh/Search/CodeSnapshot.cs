// What one search sees: codes and ids that never change, whether they lie in arrays or in a mapped file.
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>n codes in rising order of id. Hold a <see cref="Lease"/> while reading spans.</summary>
internal sealed class CodeSnapshot
{
    private readonly ulong[] codes;
    private readonly long[]? ids;
    private readonly MappedIndexFile? file;

    /// <summary>Codes in arrays, of which the first <paramref name="count"/> places are in use.</summary>
    public CodeSnapshot(ulong[] codes, long[]? ids, int count, int wordsPerCode, long nextId)
    {
        this.codes = codes;
        this.ids = ids;
        Count = count;
        WordsPerCode = wordsPerCode;
        NextId = nextId;
    }

    /// <summary>Codes in a file.</summary>
    public CodeSnapshot(MappedIndexFile file)
    {
        this.file = file;
        codes = [];
        Count = file.Header.Count;
        WordsPerCode = file.Header.WordsPerCode;
        NextId = file.Header.NextId;
    }

    public int Count { get; }

    public int WordsPerCode { get; }

    /// <summary>
    /// The id that the next code gets, 0 or more: larger than any that was ever given, or the largest of all numbers,
    /// which is none.
    /// </summary>
    public long NextId { get; }

    /// <summary>Snapshots of one generation begin with the same rows: they differ by codes that were appended.</summary>
    public long Generation { get; init; }

    /// <summary>Whether ids are the row numbers, so that none are stored.</summary>
    public bool RowsAreIds => ids is null && (file is null || !file.Header.HasIds);

    /// <summary>n x <see cref="WordsPerCode"/> words, row-major.</summary>
    public ReadOnlySpan<ulong> Words => file is null ? codes.AsSpan(0, Count * WordsPerCode) : file.Words;

    /// <summary>The ids, rising; empty where <see cref="RowsAreIds"/>.</summary>
    public ReadOnlySpan<long> Ids => file is not null ? file.Ids : ids is null ? [] : ids.AsSpan(0, Count);

    public ReadOnlySpan<ulong> Code(int row) => Words.Slice(row * WordsPerCode, WordsPerCode);

    public long IdOf(int row) => RowsAreIds ? row : Ids[row];

    /// <summary>The row of an id, or -1.</summary>
    public int RowOf(long id)
    {
        if (RowsAreIds)
            return id >= 0 && id < Count ? (int)id : -1;
        int row = Ids.BinarySearch(id);
        return row < 0 ? -1 : row;
    }

    /// <summary>Turns rows into ids.</summary>
    public void ToIds(ReadOnlySpan<int> rows, Span<long> target)
    {
        ReadOnlySpan<long> all = Ids;
        if (RowsAreIds)
        {
            for (int i = 0; i < rows.Length; i++)
                target[i] = rows[i];
            return;
        }
        for (int i = 0; i < rows.Length; i++)
            target[i] = all[rows[i]];
    }

    /// <summary>Keeps a mapped file from being closed while it is read.</summary>
    /// <exception cref="ObjectDisposedException">The index was disposed of.</exception>
    /// <exception cref="Data.InputException">The file was cut off since it was mapped.</exception>
    public Lease Read() => new(this);

    /// <summary>
    /// What a scan is to check before each block: its caller's token, and that a mapped file is still whole; null:
    /// nothing.
    /// </summary>
    public Action? CheckFor(CancellationToken cancellation)
    {
        if (file is not { } mapped)
            return GuardedScans.CheckOf(cancellation);
        return () =>
        {
            cancellation.ThrowIfCancellationRequested();
            mapped.RequireWhole();
        };
    }

    /// <summary>Room for more codes in place, or null: rows of this snapshot are never written, those behind them are nobody's.</summary>
    public ulong[]? Spare(int count) => file is null && codes.LongLength >= ((long)Count + count) * WordsPerCode ? codes : null;

    /// <summary>The same for ids.</summary>
    public long[]? SpareIds(int count) => ids is not null && ids.LongLength >= (long)Count + count ? ids : null;

    internal readonly ref struct Lease
    {
        private readonly CodeSnapshot snapshot;

        public Lease(CodeSnapshot snapshot)
        {
            this.snapshot = snapshot;
            if (snapshot.file is not { } file)
                return;
            file.Enter();
            try
            {
                file.RequireWhole();
            }
            catch
            {
                file.Leave();
                throw;
            }
        }

        public void Dispose()
        {
            snapshot.file?.Leave();
            GC.KeepAlive(snapshot);
        }
    }
}
