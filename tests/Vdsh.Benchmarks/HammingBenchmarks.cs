// The scans that search and evaluation are made of.
using BenchmarkDotNet.Attributes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Benchmarks;

/// <summary>256 queries against 100,000 random codes.</summary>
public class HammingBenchmarks
{
    private const int Queries = 256, Items = 100_000, Neighbours = 100;

    private CpuBackend backend = null!;
    private ulong[] queries = [], database = [];
    private int[] ids = [], distances = [];

    [Params(64, 128, 256)]
    public int Bits { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        backend = new CpuBackend();
        var random = new SeededRandom(1);
        queries = new ulong[Queries * Bits / 64];
        database = new ulong[Items * Bits / 64];
        foreach (ref ulong word in queries.AsSpan())
            word = random.NextUInt64();
        foreach (ref ulong word in database.AsSpan())
            word = random.NextUInt64();
        ids = new int[Queries * Neighbours];
        distances = new int[ids.Length];
    }

    [GlobalCleanup]
    public void Free() => backend.Dispose();

    [Benchmark]
    public void Nearest() => backend.HammingNearest(queries, database, Bits, Neighbours, ids, distances);

    [Benchmark]
    public void CountWithin() => backend.HammingCountWithin(queries, database, Bits, 2, ids.AsSpan(0, Queries));
}
