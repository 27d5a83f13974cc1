// Readers must see the index before a change or after it, never in between, and a change must never disturb what a reader holds.
using System.Collections.Concurrent;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute.Cpu;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Search;

internal sealed class IndexConcurrencyTests
{
    private const int Batch = 64;

    /// <summary>
    /// The writer adds and removes whole batches whose codes and ids are functions of the batch's number; at most three batches are in the index at a
    /// time, and of those next to each other one is always there. A reader that sees a part of a batch, a code under another id or none at all has found a fault.
    /// </summary>
    [Test]
    public void Readers_see_whole_changes_only([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind, [Values] bool ownIds)
    {
        ICodeIndex index = CodeIndex.Create(kind, new HashCodes([], 0, 64), new HammingScan(1, HammingKernelSupport.Best));
        Add(index, 0, ownIds);
        Add(index, 1, ownIds);
        int newest = 1;
        bool done = false;
        var faults = new ConcurrentQueue<string>();
        long searches = 0;
        Thread[] readers = [.. Enumerable.Range(0, 3).Select(number => new Thread(() =>
        {
            var random = new SeededRandom((ulong)number, 1);
            while (!Volatile.Read(ref done) && faults.IsEmpty)
            {
                int batch = Math.Max(0, Volatile.Read(ref newest) - random.NextInt32(2));
                Check(index, batch, random.NextInt32(Batch), faults);
                Interlocked.Increment(ref searches);
            }
        }))];
        foreach (Thread reader in readers)
            reader.Start();
        DateTime end = DateTime.UtcNow.AddSeconds(1.5);
        while ((DateTime.UtcNow < end || newest < 30 || Interlocked.Read(ref searches) < 30) && faults.IsEmpty)
        {
            Add(index, newest + 1, ownIds);
            Volatile.Write(ref newest, newest + 1);
            int removed = index.Remove([.. Ids(newest - 2)]);
            if (removed != Batch)
                faults.Enqueue($"{removed} codes of a batch were removed");
        }
        Volatile.Write(ref done, true);
        foreach (Thread reader in readers)
            reader.Join();
        Assert.That(faults, Is.Empty);
    }

    [Test]
    public void A_file_is_replaced_and_opened_by_many()
    {
        using var folder = new TemporaryFolder();
        var engine = new HammingScan(1, HammingKernelSupport.Best);
        var index = new HammingIndex(64, engine);
        Add(index, 0, ownIds: true);
        index.Save(folder["index"]);
        var faults = new ConcurrentQueue<string>();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, worker =>
        {
            for (int round = 0; round < 40; round++)
            {
                if (worker == 0)
                {
                    index.Save(folder["index"]);
                    continue;
                }
                using HammingIndex open = worker == 1 ? HammingIndex.Load(folder["index"], engine)
                    : HammingIndex.Open(folder["index"], engine, mapFrom: 0);
                Check(open, 0, round % Batch, faults);
            }
        });
        Assert.That(faults, Is.Empty);
    }

    private static void Add(ICodeIndex index, int batch, bool ownIds)
    {
        ulong[] codes = [.. Ids(batch).Select(Code)];
        if (ownIds)
            index.Add(new HashCodes(codes, Batch, 64), [.. Ids(batch)]);
        else
            index.Add(new HashCodes(codes, Batch, 64));
    }

    // The batch may be gone meanwhile, but then all of it.
    private static void Check(ICodeIndex index, int batch, int member, ConcurrentQueue<string> faults)
    {
        long id = (long)batch * Batch + member;
        NearestResult found = index.Search(new HashCodes([Code(id)], 1, 64), 4 * Batch);
        if (found.K == 0 || found.K % Batch != 0)
            faults.Enqueue($"a search saw {found.K} codes, not whole batches of {Batch}");
        HashSet<long> ids = [.. found.Ids];
        if (ids.Count != found.K)
            faults.Enqueue("an id was found twice");
        foreach (IGrouping<long, long> group in ids.GroupBy(other => other / Batch))
        {
            if (group.Count() != Batch)
                faults.Enqueue($"{group.Count()} codes of batch {group.Key} were seen");
        }
        for (int i = 0; i < found.K; i++)
        {
            if (found.Distances[i] != System.Numerics.BitOperations.PopCount(Code(found.Ids[i]) ^ Code(id)))
                faults.Enqueue($"id {found.Ids[i]} was found with the code of another");
        }
    }

    private static IEnumerable<long> Ids(int batch) => Enumerable.Range(0, Batch).Select(i => (long)batch * Batch + i);

    // A mixing function, so that every id has its own code.
    private static ulong Code(long id)
    {
        ulong value = (ulong)id * 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        return value ^ (value >> 31);
    }
}
