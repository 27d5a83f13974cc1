// The scans again as plain loops, bit by bit.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Compute;

internal static class NaiveHamming
{
    public static int Distance(HashCodes a, int rowA, HashCodes b, int rowB)
    {
        int distance = 0;
        ReadOnlySpan<ulong> wordsA = a[rowA], wordsB = b[rowB];
        for (int word = 0; word < wordsA.Length; word++)
        {
            for (ulong different = wordsA[word] ^ wordsB[word]; different != 0; different &= different - 1)
                distance++;
        }
        return distance;
    }

    public static (int Distance, int Id)[] Sorted(HashCodes database, HashCodes queries, int query)
        => [.. Enumerable.Range(0, database.Count).Select(id => (Distance(queries, query, database, id), id)).Order()];

    public static int Shared(LabelSet a, int rowA, LabelSet b, int rowB)
    {
        int shared = 0;
        for (int label = 0; label < a.ClassCount; label++)
            shared += a.Has(rowA, label) && b.Has(rowB, label) ? 1 : 0;
        return shared;
    }

    public static int[] Histogram(HashCodes queries, HashCodes database, LabelSet queryLabels, LabelSet databaseLabels, int grades, int[] excluded)
    {
        int bins = queries.Bits + 1;
        int[] counts = new int[queries.Count * grades * bins];
        for (int query = 0; query < queries.Count; query++)
        {
            for (int id = 0; id < database.Count; id++)
            {
                if (excluded.Length > 0 && excluded[query] == id)
                    continue;
                int grade = Math.Min(Shared(queryLabels, query, databaseLabels, id), grades - 1);
                counts[(query * grades + grade) * bins + Distance(queries, query, database, id)]++;
            }
        }
        return counts;
    }
}
