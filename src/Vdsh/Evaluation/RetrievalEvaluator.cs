// The judge: codes and labels in, one report out, the same for a trained network, a baseline or codes from elsewhere.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation;

/// <summary>Measures retrieval with Hamming distances over whole databases: no sampling, no cut-off. Results do not depend on threads.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public sealed class RetrievalEvaluator
{
    private const long HistogramCounters = 1 << 24;
    private const long BlockDistances = 1 << 24;

    private readonly IHammingEngine engine;
    private readonly EvaluationOptions options;
    private readonly int[] cuts;

    /// <summary>Creates the evaluator.</summary>
    /// <param name="engine">Scans the codes.</param>
    /// <param name="options">What to measure; null takes the defaults.</param>
    public RetrievalEvaluator(IHammingEngine engine, EvaluationOptions? options = null)
    {
        this.engine = engine;
        options ??= new EvaluationOptions();
        cuts = [.. options.MapRanks.Distinct().Order()];
        this.options = options with { MapRanks = cuts };
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.Grades, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.ClassRank, nameof(options));
        foreach (int rank in this.options.Ranks.Concat(this.options.CurveRanks).Concat(cuts))
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rank, nameof(options));
    }

    /// <summary>Evaluates queries against a database of other items.</summary>
    /// <param name="queries">q codes of b bits.</param>
    /// <param name="queryLabels">Labels of the queries.</param>
    /// <param name="database">n codes of b bits.</param>
    /// <param name="databaseLabels">Labels of the database.</param>
    /// <param name="cancellation">Ends the evaluation between blocks of queries.</param>
    /// <param name="collector">Told about every query; null for nobody.</param>
    /// <exception cref="InputException">Sizes do not match, there is nothing to evaluate, or no query has a relevant item.</exception>
    public RetrievalReport Evaluate(HashCodes queries, LabelSet queryLabels, HashCodes database, LabelSet databaseLabels, CancellationToken cancellation = default,
        IQueryCollector? collector = null)
        => Evaluate(queries, queryLabels, database, databaseLabels, leaveOneOut: false, collector, cancellation);

    /// <summary>Evaluates a set against itself: each item is a query against all the others.</summary>
    /// <param name="codes">n codes.</param>
    /// <param name="labels">n labels.</param>
    /// <param name="cancellation">Ends the evaluation between blocks of queries.</param>
    /// <param name="collector">Told about every query; null for nobody.</param>
    /// <exception cref="InputException">Sizes do not match, there is nothing to evaluate, or no query has a relevant item.</exception>
    public RetrievalReport EvaluateLeaveOneOut(HashCodes codes, LabelSet labels, CancellationToken cancellation = default, IQueryCollector? collector = null)
        => Evaluate(codes, labels, codes, labels, leaveOneOut: true, collector, cancellation);

    private RetrievalReport Evaluate(HashCodes queries, LabelSet queryLabels, HashCodes database, LabelSet databaseLabels, bool leaveOneOut,
        IQueryCollector? collector, CancellationToken cancellation)
    {
        using ProfilerRange range = engine.Range("evaluation");
        // Scans of whole databases take long enough that nobody waits for the end of one.
        IHammingEngine scans = engine.With(cancellation);
        Check(queries, queryLabels, "query");
        Check(database, databaseLabels, "database");
        if (queries.Bits != database.Bits)
            throw new InputException($"The query codes have {queries.Bits} bits but the database codes {database.Bits}; encode both with one model.");
        int classes = Math.Max(queryLabels.ClassCount, databaseLabels.ClassCount);
        queryLabels = LabelWidening.To(queryLabels, classes);
        databaseLabels = LabelWidening.To(databaseLabels, classes);

        int bins = queries.Bits + 1;
        bool isMultiLabel = queryLabels.IsMultiLabel || databaseLabels.IsMultiLabel;
        int grades = isMultiLabel ? options.Grades : 2;
        ReportSums sums = new(database.Count, queries.Bits, options);
        StableSortPrecision? stable = options.StableSort ? new(queryLabels, databaseLabels, cuts) : null;
        StableSums? stableSums = stable is null ? null : new StableSums(cuts);
        ClassHistograms? byClass = options.Classes
            ? new ClassHistograms(scans, database, databaseLabels, leaveOneOut)
            : null;
        ClassSums? classSums = byClass is null ? null : new ClassSums(classes, options.ClassRank);
        int perClass = byClass is null ? 0 : classes * bins;
        int block = (int)Math.Clamp(HistogramCounters / ((long)grades * bins + perClass), 1, 4096);
        int[] counts = new int[Math.Min(block, queries.Count) * grades * bins], classCounts = new int[Math.Min(block, queries.Count) * perClass];
        for (int first = 0; first < queries.Count; first += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int size = Math.Min(block, queries.Count - first);
            int[] rows = [.. Enumerable.Range(first, size)];
            ReadOnlySpan<ulong> words = queries.Words.Slice(first * queries.WordsPerCode, size * queries.WordsPerCode);
            int[] excluded = leaveOneOut ? rows : [];
            byClass?.Count(words, excluded, classCounts.AsSpan(0, size * perClass));
            if (byClass is null || isMultiLabel)
                scans.HammingHistogram(words, database.Words, queries.Bits, queryLabels.Select(rows), databaseLabels,
                    grades, excluded, counts);
            else
                byClass.ToGrades(queryLabels, first, classCounts.AsSpan(0, size * perClass), counts);
            for (int query = 0; query < size; query++)
            {
                QueryMeasures measures = sums.Add(first + query, queryLabels.LabelsOf(first + query), counts.AsSpan(query * grades * bins, grades * bins));
                collector?.Add(measures);
                classSums?.Add(measures, sums.All, classCounts.AsSpan(query * perClass, perClass));
            }
            if (stable is not null)
                AddStableSort(stable, stableSums!, words, first, size, database, queries.Bits, counts, grades,
                    leaveOneOut, cancellation);
        }
        if (!sums.HasRelevant)
            throw new InputException("No query has a relevant item in the database; check that both label files number the classes alike.");
        return sums.ToReport(database, stableSums, classSums?.ToReport());
    }

    private void AddStableSort(
        StableSortPrecision stable, StableSums stableSums, ReadOnlySpan<ulong> words, int first, int size,
        HashCodes database, int bits, int[] counts, int grades, bool leaveOneOut, CancellationToken cancellation)
    {
        int bins = bits + 1;
        int wordsPerCode = database.WordsPerCode;
        int block = (int)Math.Clamp(BlockDistances / database.Count, 1, size);
        ushort[] distances = new ushort[(long)block * database.Count];
        int parts = 1 + cuts.Length;
        double[] sums = new double[block * parts];
        int[] hits = new int[block * parts];
        for (int start = 0; start < size; start += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int part = Math.Min(block, size - start);
            engine.With(cancellation).HammingDistances(
                words.Slice(start * wordsPerCode, part * wordsPerCode), database.Words, bits, distances);
            int offset = start;
            Parallel.For(0, part, query =>
            {
                Span<int> all = stackalloc int[bins], relevant = stackalloc int[bins];
                ReportSums.SplitGrades(counts.AsSpan((offset + query) * grades * bins, grades * bins), bins, all, relevant);
                int row = first + offset + query;
                ReadOnlySpan<ushort> ofQuery = distances.AsSpan(query * database.Count, database.Count);
                stable.Of(
                    row, ofQuery, leaveOneOut ? row : -1, all, relevant,
                    sums.AsSpan(query * parts, parts), hits.AsSpan(query * parts, parts));
            });
            for (int query = 0; query < part; query++)
                stableSums.Add(sums.AsSpan(query * parts, parts), hits.AsSpan(query * parts, parts));
        }
    }

    private static void Check(HashCodes codes, LabelSet labels, string what)
    {
        if (codes.Count == 0)
            throw new InputException($"There are no {what} codes; give at least one.");
        if (codes.Count != labels.Count)
            throw new InputException($"There are {codes.Count} {what} codes but {labels.Count} labels; both files must describe the same items in the same order.");
    }
}
