// The tables over one state of a database: built once, then only read, by as many threads as there are.
using System.Collections.Concurrent;
using System.Numerics;
using Vdsh.Compute.Cpu;

namespace Vdsh.Search;

/// <summary>The tables of multi-index hashing over the first rows of a database.</summary>
internal sealed class MihTables
{
    // 2^24 table entries of 4 bytes; longer substrings would make tables larger than the codes.
    private const int LongestSubstring = 24;

    private readonly ConcurrentBag<MihQuery> idle = [];

    public MihTables(CodeSnapshot codes, int bits, int threads)
    {
        Bits = bits;
        Rows = codes.Count;
        Generation = codes.Generation;
        Kernel = HammingKernelSupport.Best;
        Groups = CodeGroups.Create(codes);
        Tables = new SubstringTable[SubstringCount(Groups.Count, bits)];
        int[] offsets = new int[Tables.Length + 1];
        for (int table = 0; table < Tables.Length; table++)
            offsets[table + 1] = offsets[table] + bits / Tables.Length + (table < bits % Tables.Length ? 1 : 0);
        Parallel.For(0, Tables.Length, new ParallelOptions { MaxDegreeOfParallelism = threads },
            table => Tables[table] = new SubstringTable(Groups, offsets[table], offsets[table + 1] - offsets[table]));
    }

    public int Bits { get; }

    /// <summary>Rows of the database that are in the tables.</summary>
    public int Rows { get; }

    /// <summary>The snapshots that begin with these rows.</summary>
    public long Generation { get; }

    public CodeGroups Groups { get; }

    public SubstringTable[] Tables { get; }

    public HammingKernel Kernel { get; }

    /// <summary>How many substrings of about log2 of the number of distinct codes make up a code.</summary>
    public static int SubstringCount(int distinct, int bits)
    {
        int length = Math.Clamp(BitOperations.Log2((uint)Math.Max(1, distinct)), 1, LongestSubstring);
        return (bits + length - 1) / length;
    }

    public MihQuery Rent() => idle.TryTake(out MihQuery? search) ? search : new MihQuery(this);

    public void Return(MihQuery search) => idle.Add(search);
}
