// A gallery must show failures as well as successes, so its queries are taken at fixed places of all queries sorted by their quality.
using System.Globalization;
using Vdsh.Cli.Reports;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation;
using Vdsh.Search;

namespace Vdsh.Cli.Measuring;

internal static class GalleryBuilder
{
    private const int Nearest = 10;
    private const int BlockQueries = 1024;

    // Shares of the queries that are worse than the one shown: the bad end is looked at more closely.
    private static readonly double[] Places = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1];

    /// <summary>Queries of all qualities, the worst first, with their nearest items.</summary>
    /// <param name="engine">Scans the codes.</param>
    /// <param name="heading">Whose codes.</param>
    /// <param name="queries">Codes of the queries.</param>
    /// <param name="database">Codes of the database.</param>
    /// <param name="split">The items, with their pictures.</param>
    /// <param name="cancellation">Ends the work between blocks of queries.</param>
    /// <returns>Null where the items have no pictures, or no query has anything relevant to find.</returns>
    /// <exception cref="InputException">The pictures cannot be read.</exception>
    public static GalleryPanel? Build(IHammingEngine engine, string heading, HashCodes queries, HashCodes database, ProtocolSplit split, CancellationToken cancellation = default)
    {
        if (split.Queries.Images is not { } queryImages || split.Database.Images is not { } databaseImages)
            return null;
        double[] precision = AveragePrecisions(engine, queries, database, split, cancellation);
        int[] sorted = [.. Enumerable.Range(0, queries.Count).Where(row => !double.IsNaN(precision[row])).OrderBy(row => precision[row]).ThenBy(row => row)];
        if (sorted.Length == 0)
            return null;
        int[] chosen = [.. Places.Select(place => (int)Math.Round(place * (sorted.Length - 1))).Distinct().Select(place => sorted[place])];
        using var index = new HammingIndex(database.Bits, engine);
        index.Add(database);
        NearestResult found = index.Search(queries.Select(chosen), Nearest, cancellation);
        var rows = new List<GalleryQuery>();
        for (int i = 0; i < chosen.Length; i++)
        {
            int query = chosen[i];
            var items = new List<GalleryItem>();
            for (int rank = 0; rank < found.K; rank++)
            {
                int id = (int)found.IdsOf(i)[rank];
                items.Add(new GalleryItem(databaseImages[id], NameOf(split, split.Database.Labels, id), found.DistancesOf(i)[rank], ShareLabel(split, query, id)));
            }
            rows.Add(new GalleryQuery(queryImages[query], NameOf(split, split.Queries.Labels, query), precision[query], items));
        }
        return new GalleryPanel(heading, rows);
    }

    // NaN for a query that has nothing relevant to find.
    private static double[] AveragePrecisions(IHammingEngine engine, HashCodes queries, HashCodes database, ProtocolSplit split, CancellationToken cancellation)
    {
        const int Grades = 2;
        int classes = Math.Max(split.Queries.Labels.ClassCount, split.Database.Labels.ClassCount);
        LabelSet queryLabels = split.Queries.Labels.Widen(classes), databaseLabels = split.Database.Labels.Widen(classes);
        var measures = new TieAwareMeasures(database.Count);
        int bins = queries.Bits + 1;
        double[] precision = new double[queries.Count];
        int[] counts = new int[Math.Min(BlockQueries, queries.Count) * Grades * bins], all = new int[bins];
        for (int first = 0; first < queries.Count; first += BlockQueries)
        {
            cancellation.ThrowIfCancellationRequested();
            int size = Math.Min(BlockQueries, queries.Count - first);
            int[] rows = [.. Enumerable.Range(first, size)];
            Span<int> block = counts.AsSpan(0, size * Grades * bins);
            engine.HammingHistogram(
                queries.Words.Slice(first * queries.WordsPerCode, size * queries.WordsPerCode), database.Words, queries.Bits, queryLabels.Select(rows), databaseLabels, Grades, [], block);
            for (int query = 0; query < size; query++)
            {
                ReadOnlySpan<int> irrelevant = block.Slice(query * Grades * bins, bins), relevant = block.Slice((query * Grades + 1) * bins, bins);
                int total = 0;
                for (int d = 0; d < bins; d++)
                {
                    all[d] = irrelevant[d] + relevant[d];
                    total += relevant[d];
                }
                precision[first + query] = total == 0 ? double.NaN : measures.AveragePrecision(all, relevant);
            }
        }
        return precision;
    }

    private static bool ShareLabel(ProtocolSplit split, int query, int item)
    {
        LabelSet queries = split.Queries.Labels, database = split.Database.Labels;
        return Enumerable.Range(0, Math.Min(queries.ClassCount, database.ClassCount)).Any(label => queries.Has(query, label) && database.Has(item, label));
    }

    private static string NameOf(ProtocolSplit split, LabelSet labels, int row)
        => string.Join(" + ", Enumerable.Range(0, labels.ClassCount).Where(label => labels.Has(row, label))
            .Select(label => label < split.ClassNames.Count ? split.ClassNames[label] : label.ToString(CultureInfo.InvariantCulture)));
}
