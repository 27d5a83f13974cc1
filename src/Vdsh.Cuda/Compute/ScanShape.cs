// The arguments of every Hamming scan are checked alike, with the messages of the CPU backend.
using Vdsh.Data;

namespace Vdsh.Cuda.Compute;

/// <summary>Numbers of queries, items and words of a scan.</summary>
internal readonly struct ScanShape
{
    /// <summary>Longest codes that the kernels take.</summary>
    public const int MostBits = 4096;

    /// <exception cref="ArgumentException">The lengths are not whole codes, or the codes are too long.</exception>
    public ScanShape(ReadOnlySpan<ulong> queries, ScannedCodes database, int bits)
    {
        if (bits is < 1 or > MostBits)
            throw new ArgumentOutOfRangeException(nameof(bits), $"Codes of {bits} bits cannot be scanned on a CUDA device; choose 1 to {MostBits} bits, or the CPU.");
        Bits = bits;
        Words = (bits + 63) / 64;
        if (queries.Length % Words != 0)
            throw new ArgumentException($"{queries.Length} words are not whole codes of {Words} words.", nameof(queries));
        if (database.Words % Words != 0)
            throw new ArgumentException($"{database.Words} words are not whole codes of {Words} words.", nameof(database));
        Queries = queries.Length / Words;
        Items = database.Words / Words;
    }

    /// <summary>Bits of a code.</summary>
    public int Bits { get; }

    /// <summary>Distances 0..bits.</summary>
    public int Bins => Bits + 1;

    /// <summary>Words of a code.</summary>
    public int Words { get; }

    /// <summary>Query codes.</summary>
    public int Queries { get; }

    /// <summary>Database codes.</summary>
    public int Items { get; }

    /// <summary>Refuses a span that is too short.</summary>
    public static void Require(int length, long needed, string name)
    {
        if (length < needed)
            throw new ArgumentException($"{name} holds {length} numbers, {needed} are needed.", name);
    }

    /// <summary>Refuses labels and exclusions that do not belong to the codes.</summary>
    public void RequireLabels(LabelSet queryLabels, LabelSet databaseLabels, int grades, ReadOnlySpan<int> excluded)
    {
        if (queryLabels.Count != Queries)
            throw new ArgumentException($"There are {Queries} query codes but {queryLabels.Count} labels.", nameof(queryLabels));
        if (databaseLabels.Count != Items)
            throw new ArgumentException($"There are {Items} database codes but {databaseLabels.Count} labels.", nameof(databaseLabels));
        if (queryLabels.ClassCount != databaseLabels.ClassCount)
            throw new ArgumentException($"Queries have {queryLabels.ClassCount} classes but the database {databaseLabels.ClassCount}.", nameof(databaseLabels));
        ArgumentOutOfRangeException.ThrowIfLessThan(grades, 2);
        if (!excluded.IsEmpty && excluded.Length != Queries)
            throw new ArgumentException($"{excluded.Length} exclusions for {Queries} queries; give one each or none.", nameof(excluded));
        foreach (int item in excluded)
        {
            if (item < -1 || item >= Items)
                throw new ArgumentOutOfRangeException(nameof(excluded), $"Excluded item {item} is outside -1..{Items - 1}.");
        }
    }
}
