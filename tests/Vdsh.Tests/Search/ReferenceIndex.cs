// The judge of all indexes: a list that is sorted anew for every query.
using Vdsh.Codes;
using Vdsh.Tests.Compute;

namespace Vdsh.Tests.Search;

/// <summary>Codes by id as a plain dictionary.</summary>
internal sealed class ReferenceIndex(int bits)
{
    private readonly SortedDictionary<long, ulong[]> codes = [];

    public long NextId { get; private set; }

    public IEnumerable<long> Ids => codes.Keys;

    public int Count => codes.Count;

    public void Add(HashCodes added) => Add(added, [.. Enumerable.Range(0, added.Count).Select(i => NextId + i)]);

    public void Add(HashCodes added, long[] ids)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            codes.Add(ids[i], added[i].ToArray());
            NextId = Math.Max(NextId, ids[i] + 1);
        }
    }

    public int Remove(IEnumerable<long> ids) => ids.Count(codes.Remove);

    /// <summary>All codes by distance from a query, then by id.</summary>
    public (int Distance, long Id)[] Sorted(HashCodes queries, int query)
    {
        long[] ids = [.. codes.Keys];
        HashCodes all = new([.. codes.Values.SelectMany(code => code)], ids.Length, bits);
        return [.. NaiveHamming.Sorted(all, queries, query).Select(item => (item.Distance, ids[item.Id]))];
    }
}
