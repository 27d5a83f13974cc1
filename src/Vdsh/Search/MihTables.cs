// The tables over one state of a database: built once, then only read, by as many threads as there are.
using System.Numerics;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;

namespace Vdsh.Search;

/// <summary>The tables of multi-index hashing over the first rows of a database.</summary>
internal sealed class MihTables
{
    // 2^24 table entries of 4 bytes; longer substrings would make tables larger than the codes.
    private const int LongestSubstring = 24;

    private readonly SpacePool<MihQuery> idle;

    /// <summary>Builds the tables.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="bits">Bits of a code.</param>
    /// <param name="threads">Threads that build them, and that search in them for each caller.</param>
    /// <param name="cancellation">Ends the building.</param>
    public MihTables(CodeSnapshot codes, int bits, int threads, CancellationToken cancellation)
    {
        // Two callers with all their threads; what more of them use is not kept.
        idle = new SpacePool<MihQuery>(2 * Math.Max(threads, Environment.ProcessorCount));
        Bits = bits;
        Rows = codes.Count;
        Generation = codes.Generation;
        Kernel = HammingKernelSupport.Best;
        Groups = CodeGroups.Create(codes, cancellation);
        Tables = new SubstringTable[SubstringCount(Groups.Count, bits)];
        int[] offsets = new int[Tables.Length + 1];
        for (int table = 0; table < Tables.Length; table++)
            offsets[table + 1] = offsets[table] + bits / Tables.Length + (table < bits % Tables.Length ? 1 : 0);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        ParallelLoop.For(Tables.Length, parallel, table =>
            Tables[table] =
                new SubstringTable(Groups, offsets[table], offsets[table + 1] - offsets[table], cancellation));
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

    /// <summary>Work space for one thread, to be given back.</summary>
    public MihQuery Rent() => idle.Take() ?? new MihQuery(this);

    /// <summary>Takes work space back.</summary>
    public void Return(MihQuery search) => idle.Return(search);
}
