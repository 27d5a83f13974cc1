// A file that is cut off under a map ends the process where it is touched; what can be noticed before is one clear
// error.
using System.Runtime.InteropServices;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute.Cpu;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Search;

internal sealed partial class CutOffFileTests
{
    private const int Bits = 64, Count = 5000;
    private readonly HammingScan engine = new(2, HammingKernelSupport.Best);
    private readonly HashCodes codes = RandomCodes.Create(Count, Bits, 1), queries = RandomCodes.Create(3, Bits, 2);

    [Test]
    public void A_cut_off_file_is_an_error_with_its_name([Values] bool ownIds)
    {
        using var folder = new TemporaryFolder();
        string file = Save(folder, ownIds);
        using HammingIndex index = HammingIndex.Open(file, engine, mapFrom: 0);
        Assert.That(index.Search(queries, 5).K, Is.EqualTo(5));
        CutOff(file, 4096 + 8 * Count / 2);
        void Fails(Action action)
            => Assert.That(action,
                Throws.TypeOf<InputException>().With.Message.Contains("was cut off").And.Message.Contains(file));
        Fails(() => index.Search(queries, 5));
        Fails(() => index.SearchRadius(queries, 20));
        Fails(() => index.SearchRadius(queries, 20, 3));
        Fails(() => index.SearchRadius(queries, 20, (_, _) => { }));
        Fails(() => index.Histogram(queries));
        Fails(() => index.Verify());
        Fails(() => index.Contains(3));
        Fails(() => index.ToCodes());
        Fails(() => index.Save(folder["copy"]));
        Fails(() => index.Add(codes));
        Fails(() => index.Remove([1]));
    }

    [Test]
    public void A_small_file_is_in_memory_whatever_becomes_of_it()
    {
        using var folder = new TemporaryFolder();
        string file = Save(folder, ownIds: true);
        using HammingIndex index = HammingIndex.Open(file, engine);
        long[] before = index.Search(queries, 5).Ids;
        CutOff(file, 0);
        Assert.That(index.Search(queries, 5).Ids, Is.EqualTo(before));
        index.Verify();
    }

    [Test]
    public void A_scan_asks_before_every_block_and_ends_with_what_it_is_told(
        [Values(1, 3)] int threads, [Values(1, 40)] int queryCount)
    {
        const int Rows = 700_000;
        int asked = 0, limit = int.MaxValue;
        var scan = new HammingScan(threads, HammingKernelSupport.Best, () =>
        {
            if (Interlocked.Increment(ref asked) > limit)
                throw new InputException("enough");
        });
        ulong[] database = new ulong[Rows], few = new ulong[queryCount];
        int[] counts = new int[queryCount], ids = new int[queryCount], distances = new int[queryCount];
        scan.HammingCountWithin(few, database, Bits, 0, counts);
        Assert.That(counts, Is.All.EqualTo(Rows));
        Assert.That(asked, Is.GreaterThanOrEqualTo(Rows / (1 << 17)));
        limit = asked + 2;
        Assert.That(() => scan.HammingCountWithin(few, database, Bits, 0, counts),
            Throws.TypeOf<InputException>().With.Message.EqualTo("enough"));
        Assert.That(() => scan.HammingNearest(few, database, Bits, 1, ids, distances), Throws.TypeOf<InputException>());
    }

    [Test]
    public void A_search_ends_when_it_is_cancelled([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind)
    {
        using var cancelled = new CancellationTokenSource();
        ICodeIndex index = CodeIndex.Create(kind, codes, engine);
        cancelled.Cancel();
        Assert.That(() => index.Search(queries, 3, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(
            () => index.SearchRadius(queries, 3, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(
            () => index.SearchRadius(queries, 3, 2, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => index.SearchRadius(queries, 3, (_, _) => { }, cancelled.Token),
            Throws.InstanceOf<OperationCanceledException>());
        // What was given up leaves nothing behind.
        Assert.That(index.Search(queries, 3).K, Is.EqualTo(3));
    }

    [Test]
    public void Waiting_for_tables_that_another_builds_can_be_given_up()
    {
        HashCodes many = RandomCodes.Create(1_000_000, Bits, 3);
        var index = new MultiIndexHash(Bits);
        index.Add(many);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        Task builder = Task.Run(() => index.Search(queries, 1, first.Token));
        Task waiter = Task.Run(() => index.Search(queries, 1, second.Token));
        second.Cancel();
        first.Cancel();
        Assert.That(
            () => Task.WaitAll([builder, waiter], TimeSpan.FromSeconds(30)), Throws.TypeOf<AggregateException>());
        Assert.That(index.Search(queries, 1).K, Is.EqualTo(1));
    }

    private string Save(TemporaryFolder folder, bool ownIds)
    {
        var index = new HammingIndex(Bits, engine);
        if (ownIds)
            index.Add(codes, [.. Enumerable.Range(0, Count).Select(row => 3L * row)]);
        else
            index.Add(codes);
        index.Save(folder["index"]);
        return folder["index"];
    }

    // What another program may do: files that are open here are not opened again for writing by .NET itself.
    private static void CutOff(string file, long length)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Only on Linux can a file be cut off that another program has open.");
        Assert.That(Truncate(file, length), Is.Zero);
    }

    [LibraryImport("libc", EntryPoint = "truncate", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Truncate(string path, long length);
}
