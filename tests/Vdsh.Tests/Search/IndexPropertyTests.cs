// Every kind of index against a sorted list, while codes come and go under ids of all sorts.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute.Cpu;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Search;

internal sealed class IndexPropertyTests
{
    private static readonly int[] Lengths = [1, 7, 24, 48, 64, 100, 128, 192, 256, 320, 384, 448, 512, 576];

    private readonly HammingScan engine = new(2, HammingKernelSupport.Best);

    [TestCaseSource(nameof(Lengths))]
    public void Adding_and_removing_keeps_all_answers_right(int bits)
    {
        foreach (IndexKind kind in (IndexKind[])[IndexKind.Flat, IndexKind.Mih])
        {
            SeededRandom random = new((ulong)bits, (ulong)kind);
            ICodeIndex index = CodeIndex.Create(kind, new HashCodes([], 0, bits), engine);
            var reference = new ReferenceIndex(bits);
            for (int step = 0; step < 14; step++)
            {
                Change(index, reference, random, bits, step);
                Assert.That(index.Count, Is.EqualTo(reference.Count));
                foreach (long id in (long[])[0, 3, 5000, .. reference.Ids.Take(3)])
                    Assert.That(index.Contains(id), Is.EqualTo(reference.Ids.Contains(id)));
                Compare(index, reference, Queries(random, bits), $"{kind}, {bits} bits, step {step}");
            }
        }
    }

    [Test]
    public void Codes_of_every_kind_are_found_alike([Values("random", "clustered", "all equal", "adversarial")] string content, [Values(20, 64, 130)] int bits)
    {
        HashCodes codes = Content(content, 700, bits);
        var reference = new ReferenceIndex(bits);
        reference.Add(codes);
        foreach (IndexKind kind in (IndexKind[])[IndexKind.Flat, IndexKind.Mih])
        {
            ICodeIndex index = CodeIndex.Create(kind, codes, engine);
            Compare(index, reference, codes.Select([0, 1, 350, 699]), $"{kind}, {content}, {bits} bits");
            Compare(index, reference, RandomCodes.Create(2, bits, 9), $"{kind}, {content}, {bits} bits, random queries");
        }
    }

    private static void Change(ICodeIndex index, ReferenceIndex reference, SeededRandom random, int bits, int step)
    {
        HashCodes added = RandomCodes.Create(random.NextInt32(90), bits, random.NextUInt64(), distinct: 25);
        switch (step % 5)
        {
            case 0 or 3:
                index.Add(added);
                reference.Add(added);
                break;
            case 1:
                // Ids behind all others, with gaps.
                long[] rising = [.. Enumerable.Range(0, added.Count).Select(i => reference.NextId + 2 * i + 1)];
                index.Add(added, rising);
                reference.Add(added, rising);
                break;
            case 2:
                long[] gone = [.. reference.Ids.Where(_ => random.NextInt32(3) == 0), 1 << 40, .. reference.Ids.Take(1)];
                Assert.That(index.Remove(gone), Is.EqualTo(reference.Remove(gone.Distinct())));
                break;
            default:
                // Free ids between the others, in any order.
                HashSet<long> used = [.. reference.Ids];
                long[] free = [.. Enumerable.Range(0, 5000).Select(id => (long)id).Where(id => !used.Contains(id)).OrderBy(_ => random.NextUInt64()).Take(added.Count)];
                index.Add(added, free);
                reference.Add(added, free);
                break;
        }
    }

    private static HashCodes Queries(SeededRandom random, int bits) => RandomCodes.Create(3, bits, random.NextUInt64());

    private static void Compare(ICodeIndex index, ReferenceIndex reference, HashCodes queries, string what)
    {
        var expected = Enumerable.Range(0, queries.Count).Select(query => reference.Sorted(queries, query)).ToArray();
        int n = reference.Count, bits = queries.Bits;
        foreach (int k in new[] { 0, 1, 2, n / 2, n, n + 1 }.Distinct())
        {
            NearestResult found = index.Search(queries, k);
            Assert.That(found.K, Is.EqualTo(Math.Min(k, n)), what);
            for (int query = 0; query < queries.Count; query++)
            {
                Assert.That(found.IdsOf(query).ToArray(), Is.EqualTo(expected[query].Take(k).Select(item => item.Id)), $"{what}, k = {k}, query {query}");
                Assert.That(found.DistancesOf(query).ToArray(), Is.EqualTo(expected[query].Take(k).Select(item => item.Distance)), $"{what}, k = {k}");
            }
        }
        foreach (int radius in new[] { 0, 1, bits / 3, bits / 2, bits, bits + 5 }.Distinct())
        {
            RadiusResult found = index.SearchRadius(queries, radius);
            var streamed = new List<long>();
            index.SearchRadius(queries, radius, (first, block) =>
            {
                Assert.That(streamed, Has.Count.EqualTo(found.Offsets[first]));
                streamed.AddRange(block.Ids);
            });
            Assert.That(streamed, Is.EqualTo(found.Ids), what);
            for (int query = 0; query < queries.Count; query++)
            {
                var within = expected[query].TakeWhile(item => item.Distance <= radius).ToArray();
                Assert.That(found.IdsOf(query).ToArray(), Is.EqualTo(within.Select(item => item.Id)), $"{what}, radius {radius}, query {query}");
                Assert.That(found.DistancesOf(query).ToArray(), Is.EqualTo(within.Select(item => item.Distance)));
            }
            foreach (int limit in new[] { 0, 1, n / 3, n + 1 }.Distinct())
            {
                RadiusResult limited = index.SearchRadius(queries, radius, limit);
                for (int query = 0; query < queries.Count; query++)
                {
                    var nearest = expected[query].TakeWhile(item => item.Distance <= radius).Take(limit).ToArray();
                    Assert.That(limited.IdsOf(query).ToArray(), Is.EqualTo(nearest.Select(item => item.Id)), $"{what}, radius {radius}, limit {limit}");
                    Assert.That(limited.DistancesOf(query).ToArray(), Is.EqualTo(nearest.Select(item => item.Distance)));
                }
            }
        }
        if (index is HammingIndex flat)
        {
            int[] expectedCounts = [.. expected.SelectMany(items => Enumerable.Range(0, bits + 1).Select(d => items.Count(item => item.Distance == d)))];
            Assert.That(flat.Histogram(queries), Is.EqualTo(expectedCounts), what);
        }
    }

    private static HashCodes Content(string content, int count, int bits)
    {
        HashCodes random = RandomCodes.Create(count, bits, 1);
        ulong[] words = random.Words.ToArray();
        int perCode = random.WordsPerCode;
        for (int row = 0; row < count; row++)
        {
            Span<ulong> code = words.AsSpan(row * perCode, perCode);
            switch (content)
            {
                case "clustered":
                    // Seven centres, with a bit or two flipped.
                    random[row % 7].CopyTo(code);
                    code[row % perCode] ^= 1ul << (row * 7 % Math.Min(bits, 20)) & (row % perCode == perCode - 1 && bits % 64 != 0 ? (1ul << bits % 64) - 1 : ulong.MaxValue);
                    break;
                case "all equal":
                    random[0].CopyTo(code);
                    break;
                case "adversarial":
                    // Ever nearer to the first query, so that every row displaces an earlier one.
                    random[0].CopyTo(code);
                    for (int bit = 0; bit < (count - row) * bits / count; bit++)
                        code[bit / 64] ^= 1ul << (bit % 64);
                    break;
            }
        }
        return new HashCodes(words, count, bits);
    }
}
