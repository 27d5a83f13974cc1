// Everything that an evaluation found, before it becomes a table, a JSON object or a page.
using Vdsh.Codes;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>The measurements of a model (or of given codes) with what is shown beside them.</summary>
internal sealed record EvaluationOutcome
{
    /// <summary>The measurement that was asked for.</summary>
    public required Measurement Main { get; init; }

    /// <summary>The codes of the queries among themselves; null where it could not be measured.</summary>
    public required Measurement? AmongQueries { get; init; }

    /// <summary>What is known of the items.</summary>
    public required ItemOverlap Overlap { get; init; }

    /// <summary>Shallow methods on the same items, against the database and among the queries.</summary>
    public IReadOnlyList<Measurement> Baselines { get; init; } = [];

    /// <summary>Codes of the queries of the main measurement.</summary>
    public required HashCodes Queries { get; init; }

    /// <summary>Codes of the items searched in the main measurement.</summary>
    public required HashCodes Database { get; init; }

    /// <summary>Seconds of encoding queries and database; 0 where codes were given.</summary>
    public double SecondsEncode { get; init; }

    /// <summary>Seconds of comparing every query with every database item and of all measures.</summary>
    public required double SecondsSearch { get; init; }

    /// <summary>What the hidden layers are worth; null where it was not asked for.</summary>
    public DepthReport? Depth { get; init; }

    /// <summary>The ranking of the database by real query outputs; null where it was not asked for.</summary>
    public RankingReport? Asymmetric { get; init; }

    /// <summary>Sentences that a reader of the numbers must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// The measurements of the method itself: on unseen items first, where they are known, and what was asked for
    /// before the other.
    /// </summary>
    public IReadOnlyList<Measurement> Own
        => AmongQueries is null ? [Main]
            : AmongQueries.Searched.IsUnseen && !Main.Searched.IsUnseen ? [AmongQueries, Main] : [Main, AmongQueries];

    /// <summary>
    /// All measurements in the order of the table: each own one with the baselines on the same items.
    /// </summary>
    public IEnumerable<Measurement> All
        => Own.SelectMany(own => Baselines
            .Where(baseline => baseline.Searched.AmongQueries == own.Searched.AmongQueries).Prepend(own));

    /// <summary>The report of the main measurement.</summary>
    public RetrievalReport Report => Main.Report;
}
