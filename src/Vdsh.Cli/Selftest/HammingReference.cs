// The scans over codes as the plainest loops there are.
using System.Numerics;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Cli.Selftest;

internal static class HammingReference
{
    /// <summary>Distances of all pairs, q x n.</summary>
    public static ushort[] Distances(HashCodes queries, HashCodes database)
    {
        ushort[] distances = new ushort[queries.Count * database.Count];
        for (int query = 0; query < queries.Count; query++)
        {
            for (int item = 0; item < database.Count; item++)
            {
                int distance = 0;
                ReadOnlySpan<ulong> a = queries[query], b = database[item];
                for (int word = 0; word < a.Length; word++)
                    distance += BitOperations.PopCount(a[word] ^ b[word]);
                distances[query * database.Count + item] = (ushort)distance;
            }
        }
        return distances;
    }

    /// <summary>The items of one query by distance, then by row number.</summary>
    /// <param name="distances">The n distances of the query.</param>
    public static int[] Order(ReadOnlySpan<ushort> distances)
    {
        ushort[] keys = distances.ToArray();
        int[] ids = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(ids, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return ids;
    }

    /// <summary>Counts by query and distance: q x (bits + 1).</summary>
    public static int[] Counts(ushort[] distances, int queries, int bits)
    {
        int[] counts = new int[queries * (bits + 1)];
        for (int i = 0; i < distances.Length; i++)
            counts[i / (distances.Length / queries) * (bits + 1) + distances[i]]++;
        return counts;
    }

    /// <summary>Counts by query, grade of relevance and distance: q x grades x (bits + 1).</summary>
    public static int[] Histogram(
        ushort[] distances, int bits, LabelSet queryLabels, LabelSet databaseLabels, int grades, ReadOnlySpan<int> excluded)
    {
        int items = databaseLabels.Count, bins = bits + 1;
        int[] counts = new int[queryLabels.Count * grades * bins];
        for (int query = 0; query < queryLabels.Count; query++)
        {
            for (int item = 0; item < items; item++)
            {
                if (excluded.Length > 0 && excluded[query] == item)
                    continue;
                int shared = 0;
                for (int label = 0; label < queryLabels.ClassCount; label++)
                    shared += queryLabels.Has(query, label) && databaseLabels.Has(item, label) ? 1 : 0;
                counts[(query * grades + Math.Min(shared, grades - 1)) * bins + distances[query * items + item]]++;
            }
        }
        return counts;
    }
}
