// The plain index: every query is compared with every code, which vector units do faster than most cleverness up to millions of codes.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>
/// A flat index: exact linear scan. An engine that holds codes (a device with memory of its own) gets them with the
/// first search after a change and keeps them while they fit. An index that <see cref="Open"/> mapped copies its codes
/// into memory at the first change. Dispose of an index when it is no longer used: that closes its
/// file and frees the engine's memory.
/// <para>Thread safety: safe for concurrent use. A search sees the index as it was when it began; writers wait for each
/// other, and on an engine that holds codes so do searches, in the order in which they came. Disposing lets the
/// searches that have begun end; later calls throw <see cref="ObjectDisposedException"/>.</para>
/// </summary>
public sealed class HammingIndex : ICodeIndex, IDisposable
{
    /// <summary>
    /// Files of fewer bytes are read into memory by <see cref="Open"/> unless it is told otherwise: 16 MiB.
    /// </summary>
    public const long SmallFile = 16L << 20;

    private readonly SnapshotScans scans;
    private readonly CodeStore store;
    private readonly MappedIndexFile? file;
    private readonly string? path;

    /// <summary>Creates an empty index.</summary>
    /// <param name="bits">Bits b of a code.</param>
    /// <param name="engine">Scans the codes; the CPU's allows concurrent searches.</param>
    public HammingIndex(int bits, IHammingEngine engine)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bits);
        ArgumentNullException.ThrowIfNull(engine);
        Bits = bits;
        scans = new SnapshotScans(engine, bits);
        store = new CodeStore(bits);
    }

    private HammingIndex(int bits, IHammingEngine engine, CodeSnapshot codes, MappedIndexFile? file, string path)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Bits = bits;
        scans = new SnapshotScans(engine, bits);
        this.file = file;
        this.path = path;
        store = new CodeStore(bits, codes);
    }

    /// <inheritdoc/>
    public IndexKind Kind => IndexKind.Flat;

    /// <inheritdoc/>
    public int Bits { get; }

    /// <inheritdoc/>
    public long Count => store.Count;

    /// <summary>Creates the kind of index that suits a database, its queries and this machine, and fills it.</summary>
    /// <param name="codes">The codes to begin with.</param>
    /// <param name="engine">Scans the codes.</param>
    /// <param name="k">Neighbours that queries will ask for.</param>
    /// <param name="batch">Queries that will be answered together.</param>
    /// <param name="choice">Which kind it is, and why.</param>
    public static ICodeIndex Auto(HashCodes codes, IHammingEngine engine, int k, int batch, out IndexChoice choice)
    {
        choice = CodeIndex.Choose(codes, k, batch, engine);
        return CodeIndex.Create(choice.Kind, codes, engine);
    }

    /// <summary>
    /// Reads an index that <see cref="Save"/> wrote into memory, and checks every byte of it, every code and every id.
    /// </summary>
    /// <exception cref="InputException">The file cannot be read, or is damaged; the message names the first row that
    /// is.</exception>
    public static HammingIndex Load(string path, IHammingEngine engine, CancellationToken cancellation = default)
    {
        (IndexFileHeader header, ulong[] words, long[]? ids) = IndexFile.Load(path, cancellation);
        return new HammingIndex(header.Bits, engine, new CodeSnapshot(words, ids, header.Count, header.WordsPerCode, header.NextId), null, path);
    }

    /// <summary>
    /// Maps an index that <see cref="Save"/> wrote: opens in milliseconds whatever its size, and pages are read when a search first needs them. Only the
    /// header, the first and the last id are checked; <see cref="Verify"/> checks the rest. Bits beyond those of a code
    /// never count, whatever the file
    /// holds. The file may be replaced meanwhile (by a rename, as Save does), but not changed: one that is cut off is
    /// noticed between blocks of a scan,
    /// but not within one, where the system ends the process. A small file is therefore read into memory, as <see
    /// cref="Load"/> does.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="engine">Scans the codes.</param>
    /// <param name="mapFrom">Bytes from which on a file is mapped; 0 maps every file.</param>
    /// <param name="cancellation">Ends the reading of a small file.</param>
    /// <exception cref="InputException">The file cannot be opened, or its header is damaged; in a small file, anything
    /// else of it.</exception>
    public static HammingIndex Open(
        string path, IHammingEngine engine, long mapFrom = SmallFile, CancellationToken cancellation = default)
    {
        if (mapFrom > 0 && new FileInfo(path) is { Exists: true } info && info.Length < mapFrom)
            return Load(path, engine, cancellation);
        MappedIndexFile file = MappedIndexFile.Open(path);
        return new HammingIndex(file.Header.Bits, engine, new CodeSnapshot(file), file, path);
    }

    /// <inheritdoc/>
    public void Add(HashCodes codes) => store.Append(codes);

    /// <inheritdoc/>
    public void Add(HashCodes codes, ReadOnlySpan<long> ids) => store.Append(codes, ids);

    /// <inheritdoc/>
    public int Remove(ReadOnlySpan<long> ids) => store.Remove(ids);

    /// <inheritdoc/>
    public bool Contains(long id)
    {
        CodeSnapshot codes = store.Current;
        using CodeSnapshot.Lease lease = codes.Read();
        return codes.RowOf(id) >= 0;
    }

    /// <summary>Writes the index as it is now: a crash leaves what was at <paramref name="path"/> before.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path) => IndexFile.Save(path, store.Current, Bits);

    /// <summary>
    /// Reads the whole file of an index that <see cref="Open"/> mapped: compares it with its checksum, and checks every
    /// code and every id. Does nothing for
    /// others, which were checked when they were read.
    /// </summary>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InputException">The file is damaged; the message names the first row that is.</exception>
    public void Verify(CancellationToken cancellation = default)
    {
        if (file is null)
            return;
        file.Enter();
        try
        {
            IndexFile.Check(file.Header, file.Words, file.Ids, path!, () =>
            {
                cancellation.ThrowIfCancellationRequested();
                file.RequireWhole();
            });
        }
        finally
        {
            file.Leave();
        }
    }

    /// <inheritdoc/>
    public NearestResult Search(HashCodes queries, int k, CancellationToken cancellation = default)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        CodeSnapshot codes = store.Current;
        using CodeSnapshot.Lease lease = codes.Read();
        k = Math.Min(k, codes.Count);
        int[] rows = new int[NearestResult.Size(queries.Count, k)];
        int[] distances = new int[rows.Length];
        scans.Nearest(codes, queries.Words, k, rows, distances, cancellation);
        long[] ids = new long[rows.Length];
        codes.ToIds(rows, ids);
        return new NearestResult(queries.Count, k, ids, distances);
    }

    /// <inheritdoc/>
    public ScoredResult SearchAsymmetric(QueryOutputs queries, int k, CancellationToken cancellation = default)
        => store.SearchAsymmetric(queries, k, scans.Threads, cancellation);

    /// <inheritdoc/>
    public RadiusResult SearchRadius(HashCodes queries, int radius, CancellationToken cancellation = default)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        CodeSnapshot codes = store.Current;
        using CodeSnapshot.Lease lease = codes.Read();
        using RadiusRows found = new(scans, codes, queries, radius, cancellation);
        return found.Whole();
    }

    /// <inheritdoc/>
    public RadiusResult SearchRadius(HashCodes queries, int radius, int limit, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        return RadiusResult.Within(Search(queries, limit, cancellation), radius);
    }

    /// <inheritdoc/>
    public void SearchRadius(
        HashCodes queries, int radius, RadiusHandler handler, CancellationToken cancellation = default)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentNullException.ThrowIfNull(handler);
        CodeSnapshot codes = store.Current;
        using CodeSnapshot.Lease lease = codes.Read();
        using RadiusRows found = new(scans, codes, queries, radius, cancellation);
        found.ForEachBlock(handler);
    }

    /// <summary>How many codes lie at each distance of each query: q x (b+1) counts, row-major.</summary>
    /// <param name="queries">q codes of b bits.</param>
    /// <param name="cancellation">Ends the scan.</param>
    /// <exception cref="InputException">The queries have another number of bits.</exception>
    public int[] Histogram(HashCodes queries, CancellationToken cancellation = default)
    {
        CodeStore.RequireBits(queries, Bits, "queries");
        CodeSnapshot codes = store.Current;
        using CodeSnapshot.Lease lease = codes.Read();
        int[] counts = new int[checked(queries.Count * (Bits + 1))];
        scans.Counts(codes, queries.Words, counts, cancellation);
        return counts;
    }

    /// <summary>A copy of all codes and their ids, in rising order of id.</summary>
    public (HashCodes Codes, long[] Ids) ToCodes()
    {
        CodeSnapshot codes = store.Current;
        using CodeSnapshot.Lease lease = codes.Read();
        long[] ids = new long[codes.Count];
        for (int row = 0; row < ids.Length; row++)
            ids[row] = codes.IdOf(row);
        return (new HashCodes(codes.Words.ToArray(), codes.Count, Bits), ids);
    }

    /// <summary>Whether a file begins as those that <see cref="Save"/> writes.</summary>
    /// <param name="start">Its first bytes, 8 or more.</param>
    public static bool IsIndexFile(ReadOnlySpan<byte> start) => IndexFileHeader.IsIndexFile(start);

    /// <summary>
    /// Closes the file of a mapped index, and frees what the engine holds, once running searches end; <see
    /// cref="Count"/> is 0 afterwards.
    /// </summary>
    public void Dispose()
    {
        store.Close();
        scans.Dispose();
        file?.Dispose();
    }
}
