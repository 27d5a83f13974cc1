// Indexes outlive the program: what is read back must be what was written, and what is not must be refused.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute.Cpu;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Search;

internal sealed class IndexFileTests
{
    private readonly HammingScan engine = new(1, HammingKernelSupport.Best);

    [Test]
    public void An_index_comes_back_as_it_was([Values(1, 64, 130)] int bits, [Values(0, 1, 1000)] int count, [Values] bool ownIds, [Values] bool mapped)
    {
        using var folder = new TemporaryFolder();
        HammingIndex saved = Create(bits, count, ownIds);
        saved.Save(folder["index"]);
        using HammingIndex read = mapped ? HammingIndex.Open(folder["index"], engine, mapFrom: 0)
            : HammingIndex.Load(folder["index"], engine);
        HashCodes queries = RandomCodes.Create(3, bits, 5);
        Assert.That((read.Bits, read.Count), Is.EqualTo((bits, (long)count)));
        Assert.That(read.Search(queries, count).Ids, Is.EqualTo(saved.Search(queries, count).Ids));
        Assert.That(read.SearchRadius(queries, bits / 2).Ids, Is.EqualTo(saved.SearchRadius(queries, bits / 2).Ids));
        Assert.That(read.Histogram(queries), Is.EqualTo(saved.Histogram(queries)));
        read.Verify();
        // Ids continue where they would have.
        HashCodes more = RandomCodes.Create(40, bits, 6);
        saved.Add(more);
        read.Add(more);
        Assert.That(read.Search(queries, count + 40).Ids, Is.EqualTo(saved.Search(queries, count + 40).Ids));
        read.Save(folder["again"]);
        saved.Save(folder["other"]);
        Assert.That(File.ReadAllBytes(folder["again"]), Is.EqualTo(File.ReadAllBytes(folder["other"])));
    }

    [Test]
    public void A_mapped_index_can_be_replaced_while_it_is_open()
    {
        using var folder = new TemporaryFolder();
        HammingIndex first = Create(64, 500, ownIds: false);
        first.Save(folder["index"]);
        using HammingIndex open = HammingIndex.Open(folder["index"], engine, mapFrom: 0);
        Create(64, 20, ownIds: true).Save(folder["index"]);
        HashCodes queries = RandomCodes.Create(2, 64, 5);
        Assert.That(open.Search(queries, 500).Ids, Is.EqualTo(first.Search(queries, 500).Ids));
        open.Verify();
    }

    [Test]
    public void A_large_index_opens_without_being_read()
    {
        using var folder = new TemporaryFolder();
        var index = new HammingIndex(64, engine);
        index.Add(new HashCodes(new ulong[4_000_000], 4_000_000, 64));
        index.Save(folder["index"]);
        using (FileStream file = File.OpenWrite(folder["index"]))
        {
            // Who reads the codes finds this.
            file.Position = 16_000_000;
            file.WriteByte(1);
        }
        HammingIndex.Open(folder["index"], engine, mapFrom: 0).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using HammingIndex open = HammingIndex.Open(folder["index"], engine, mapFrom: 0);
        Assert.That(open.Count, Is.EqualTo(4_000_000));
        Assert.That(open.Contains(3_999_999), Is.True);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
        Assert.That(() => open.Verify(), Throws.TypeOf<InputException>().With.Message.Contains("checksum"));
    }

    [Test]
    public void A_disposed_index_is_closed_once_searches_end()
    {
        using var folder = new TemporaryFolder();
        Create(64, 100, ownIds: true).Save(folder["index"]);
        HammingIndex open = HammingIndex.Open(folder["index"], engine, mapFrom: 0);
        open.SearchRadius(RandomCodes.Create(2, 64, 1), 64, (_, block) =>
        {
            // The search that runs still has the file.
            open.Dispose();
            Assert.That(block.Ids, Has.Length.EqualTo(200));
        });
        Assert.That(open.Count, Is.Zero);
        Assert.That(() => open.Verify(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Damage_anywhere_is_found([Values] bool ownIds)
    {
        using var folder = new TemporaryFolder();
        Create(70, 200, ownIds).Save(folder["index"]);
        byte[] sound = File.ReadAllBytes(folder["index"]);
        int codes = 200 * 16, ids = (4096 + codes + 4095) / 4096 * 4096;
        int[] places = [0, 7, 8, 12, 16, 24, 40, 70, 95, 100, 4096, 4096 + codes - 2, .. ownIds
            ? (int[])[ids, sound.Length - 1] : []];
        foreach (int place in places)
        {
            byte[] damaged = [.. sound];
            damaged[place] ^= 4;
            folder.Write("damaged", damaged);
            Assert.That(() => HammingIndex.Load(folder["damaged"], engine), Throws.TypeOf<InputException>().With.Message.Contains("damaged"), $"byte {place}");
            // The header, and the last id, which is larger than the header allows.
            if (place < 128 || place == sound.Length - 1)
            {
                Assert.That(() => HammingIndex.Open(folder["damaged"], engine, mapFrom: 0),
                    Throws.TypeOf<InputException>(), $"byte {place}");
                continue;
            }
            using HammingIndex open = HammingIndex.Open(folder["damaged"], engine, mapFrom: 0);
            Assert.That(() => open.Verify(), Throws.TypeOf<InputException>().With.Message.Contains("checksum"));
        }
        foreach (int length in (int[])[0, 5, 100, 128, 4095, 4096, sound.Length - 1])
        {
            folder.Write("short", sound[..length]);
            Assert.That(() => HammingIndex.Open(folder["short"], engine, mapFrom: 0), Throws.TypeOf<InputException>(),
                $"{length} bytes");
        }
        folder.Write("long", [.. sound, 0]);
        Assert.That(() => HammingIndex.Load(folder["long"], engine), Throws.TypeOf<InputException>());
        Assert.That(() => HammingIndex.Load(folder["none"], engine), Throws.TypeOf<InputException>());
        Assert.That(() => HammingIndex.Open(folder.Path, engine, mapFrom: 0), Throws.TypeOf<InputException>());
    }

    private HammingIndex Create(int bits, int count, bool ownIds)
    {
        var index = new HammingIndex(bits, engine);
        HashCodes codes = RandomCodes.Create(count, bits, 3, 300);
        if (ownIds)
            index.Add(codes, [.. Enumerable.Range(0, count).Select(i => 10_000_000_000 + 3L * (count - i))]);
        else
            index.Add(codes);
        return index;
    }
}
