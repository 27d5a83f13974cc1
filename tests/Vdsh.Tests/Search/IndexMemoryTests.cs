// Tables that nobody searches any more must be given back: an index that changes, or a service that reloads, runs for
// months.
using System.Runtime.CompilerServices;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Search;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Search;

internal sealed class IndexMemoryTests
{
    private const int Codes = 20_000, Bits = 64, Rounds = 50;

    // One set of tables over so many codes is about 2 MB.
    private const long Allowed = 12 << 20;

    [Test]
    public void Removing_and_searching_again_and_again_keeps_no_old_tables([Values(1, 3)] int threads)
    {
        var index = new MultiIndexHash(Bits) { Threads = threads };
        index.Add(RandomCodes.Create(Codes, Bits, 1));
        HashCodes queries = RandomCodes.Create(20, Bits, 2);
        long before = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Assert.That(index.Remove([round]), Is.EqualTo(1));
            Assert.That(index.Search(queries, 3).K, Is.EqualTo(3));
            if (round == 4)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(Allowed));
        GC.KeepAlive(index);
    }

    [Test]
    public void Reading_a_database_again_and_again_keeps_no_old_index([Values(1, 3)] int threads)
    {
        HashCodes codes = RandomCodes.Create(Codes, Bits, 1), queries = RandomCodes.Create(20, Bits, 2);
        long before = 0;
        for (int round = 0; round < Rounds; round++)
        {
            SearchOnce(codes, queries, threads);
            if (round == 4)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(Allowed));
    }

    [Test]
    public void An_index_that_nobody_refers_to_dies()
    {
        WeakReference index =
            SearchOnce(RandomCodes.Create(2000, Bits, 1), RandomCodes.Create(20, Bits, 2), threads: 3);
        for (int attempt = 0; attempt < 20 && index.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(index.IsAlive, Is.False);
    }

    [Test]
    public void A_search_makes_no_work_space_of_its_own()
    {
        var index = new MultiIndexHash(Bits) { Threads = 1 };
        index.Add(RandomCodes.Create(Codes, Bits, 1));
        HashCodes query = RandomCodes.Create(1, Bits, 2);
        void Search() => index.Search(query, 3);
        Search();
        // The work space marks every code: four bytes each.
        Assert.That(Garbage.Of(Search), Is.LessThan(4 * Codes));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference SearchOnce(HashCodes codes, HashCodes queries, int threads)
    {
        var index = new MultiIndexHash(codes.Bits) { Threads = threads };
        index.Add(codes);
        Assert.That(index.Search(queries, 3).K, Is.EqualTo(3));
        Assert.That(index.SearchRadius(queries, 2).Queries, Is.EqualTo(queries.Count));
        return new WeakReference(index);
    }
}
