// What only a search on a device can get wrong: codes that it holds, chunks that are on their way, grids that leave it idle, memory that stays behind.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;
using Vdsh.Search;
using Vdsh.Tests.Codes;

namespace Vdsh.Cuda.Tests;

[TestFixture]
public sealed class DeviceSearchTests
{
    private const int Bits = 64;

    private static readonly HashCodes Database = RandomCodes.Create(2100, Bits, 1, distinct: 700);
    private static readonly HashCodes Queries = RandomCodes.Create(3, Bits, 2);

    [TearDown]
    public void SwitchOff()
    {
        TestDevice.FailAllocation(0);
        TestDevice.FailLaunch(0);
    }

    // The largest devices run some 1,100 of these blocks at once.
    [TestCase(1, 10_000_000, 3907)]
    [TestCase(2, 10_000_000, 3908)]
    [TestCase(1000, 10_000_000, 5000)]
    [TestCase(10_000, 10_000_000, 10_000)]
    [TestCase(1, 1_000_000, 977)]
    [TestCase(1, 3000, 3)]
    [TestCase(7, 1024, 7)]
    [TestCase(1, 1, 1)]
    [TestCase(1, int.MaxValue, 4096)]
    public void Few_queries_fill_a_device_too(int queries, int items, int blocks)
    {
        DatabaseSlices slices = DatabaseSlices.Of(queries, items);
        LaunchGeometry geometry = LaunchGeometry.Slices(queries, slices, 0);
        Assert.That(geometry.Grid.X * geometry.Grid.Y, Is.EqualTo(blocks));
        Assert.That((long)slices.Count * slices.Items, Is.InRange(items, items + (long)slices.Items - 1), "every row is in one slice, and no slice is empty");
    }

    [Test]
    public void Codes_that_are_held_are_those_that_were_given()
    {
        TestDevice.RequireDevice();
        using var backend = new CudaBackend();
        ulong[] words = Database.Words.ToArray();
        using IHeldCodes held = backend.HoldCodes(words, Bits)!;
        Array.Clear(words);
        int[] ids = new int[Queries.Count * 5], distances = new int[ids.Length], expectedIds = new int[ids.Length], expectedDistances = new int[ids.Length];
        for (int round = 0; round < 2; round++)
        {
            held.Nearest(Queries.Words, 5, ids, distances);
            backend.HammingNearest(Queries.Words, Database.Words, Bits, 5, expectedIds, expectedDistances);
            Assert.That((ids, distances), Is.EqualTo((expectedIds, expectedDistances)));
        }
        held.Dispose();
        Assert.That(() => held.Nearest(Queries.Words, 5, ids, distances), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Codes_that_do_not_fit_are_not_held()
    {
        TestDevice.RequireDevice();
        using var backend = new CudaBackend { HeldBytes = (Database.Words.Length * 8) - 1 };
        Assert.That(backend.HoldCodes(Database.Words, Bits), Is.Null);
        Assert.That(() => backend.HoldCodes(new ulong[3], 100), Throws.ArgumentException);
        backend.HeldBytes++;
        using IHeldCodes? held = backend.HoldCodes(Database.Words, Bits);
        Assert.That(held, Is.Not.Null);
    }

    // Chunks of codes that the device holds, or chunks that are on their way into one of two buffers while the other is scanned.
    [Test]
    public void A_database_in_chunks_gives_the_same_answers([Values] bool isHeld, [Values(7, 64, 300)] int bits, [Values(1, 4)] int queryCount)
    {
        TestDevice.RequireDevice();
        using var cpu = new CpuBackend();
        using var cuda = new CudaBackend { ScanBytes = 20 * bits, HeldBytes = isHeld ? null : 0 };
        using HammingIndex index = new(bits, cuda), expected = new(bits, cpu);
        HashCodes codes = RandomCodes.Create(500, bits, 4, distinct: 60), queries = RandomCodes.Create(queryCount, bits, 5);
        foreach (HammingIndex filled in (HammingIndex[])[index, expected])
        {
            filled.Add(codes, [.. Enumerable.Range(0, codes.Count).Select(row => 3L * row)]);
            filled.Remove([0, 300, 1497]);
        }
        foreach (int k in (int[])[0, 1, 100, 497, 498])
        {
            NearestResult found = index.Search(queries, k), nearest = expected.Search(queries, k);
            Assert.That((found.K, found.Ids, found.Distances), Is.EqualTo((nearest.K, nearest.Ids, nearest.Distances)), $"k = {k}");
        }
        foreach (int radius in (int[])[0, bits / 2, bits])
        {
            RadiusResult found = index.SearchRadius(queries, radius), within = expected.SearchRadius(queries, radius);
            Assert.That((found.Offsets, found.Ids, found.Distances), Is.EqualTo((within.Offsets, within.Ids, within.Distances)), $"radius {radius}");
        }
        Assert.That(index.Histogram(queries), Is.EqualTo(expected.Histogram(queries)));
    }

    [Test]
    public void Every_allocation_and_launch_of_a_search_may_fail([Values] bool launches, [Values] bool isHeld)
    {
        TestDevice.RequireEmulator();
        int before = TestDevice.LiveAllocations(), failures = 0;
        long[] expected = [];
        for (bool done = false; !done; failures++)
        {
            using (var backend = new CudaBackend { ScanBytes = isHeld ? null : 20_000, HeldBytes = isHeld ? null : 0 })
            {
                if (launches)
                    TestDevice.FailLaunch(failures);
                else
                    TestDevice.FailAllocation(failures);
                done = failures > 0;
                try
                {
                    Search(backend);
                }
                catch (CudaException)
                {
                    done = false;
                }
                SwitchOff();
                long[] found = Search(backend);
                if (failures == 0)
                    expected = found;
                Assert.That(found, Is.EqualTo(expected), $"after failure {failures}");
            }
            Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before), $"left behind after failure {failures}");
        }
        Assert.That(failures, Is.GreaterThan(8));
    }

    [Test]
    public void A_range_search_that_is_given_up_leaves_nothing_behind()
    {
        TestDevice.RequireEmulator();
        int before = TestDevice.LiveAllocations();
        using (var backend = new CudaBackend())
        {
            using var index = new HammingIndex(Bits, backend);
            index.Add(Database);
            Assert.That(() => index.SearchRadius(Queries, Bits, (_, _) => throw new OperationCanceledException()), Throws.TypeOf<OperationCanceledException>());
            int held = TestDevice.LiveAllocations();
            index.Dispose();
            Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(held - 1), "the codes were all that the search left, and the index let go of them");
        }
        Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before));
    }

    [Test]
    public void An_index_may_outlive_its_backend()
    {
        TestDevice.RequireEmulator();
        int before = TestDevice.LiveAllocations();
        var backend = new CudaBackend();
        var index = new HammingIndex(Bits, backend);
        index.Add(Database);
        index.Search(Queries, 1);
        backend.Dispose();
        Assert.That(() => index.Search(Queries, 1), Throws.TypeOf<ObjectDisposedException>());
        index.Dispose();
        Assert.That(TestDevice.LiveAllocations(), Is.EqualTo(before));
    }

    [Test]
    public void Threads_may_search_one_index_while_it_changes()
    {
        TestDevice.RequireDevice();
        using var backend = new CudaBackend();
        using var index = new HammingIndex(Bits, backend);
        index.Add(Database);
        long[] expected = index.Search(Queries, 1).Ids;
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 4 }, turn =>
        {
            if (turn % 4 == 0)
                index.Add(Database);
            else
                Assert.That(index.Search(Queries, 1).Ids, Is.EqualTo(expected), "what was there first has the smaller ids");
        });
    }

    private static long[] Search(CudaBackend backend)
    {
        using var index = new HammingIndex(Bits, backend);
        index.Add(Database);
        return [.. index.Search(Queries, 20).Ids, .. index.SearchRadius(Queries, 22).Ids, .. index.Histogram(Queries).Select(count => (long)count)];
    }
}
