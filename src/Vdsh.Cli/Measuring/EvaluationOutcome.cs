// Everything that an evaluation found, before it becomes a table, a JSON object or a page.
using Vdsh.Codes;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>The measurements of a model (or of given codes) with what is shown beside them.</summary>
internal sealed record EvaluationOutcome
{
    /// <summary>The measurement that was asked for.</summary>
    public required Measurement Main { get; init; }

    /// <summary>The same codes on items that training never saw; null where it could not be measured.</summary>
    public required Measurement? Unseen { get; init; }

    /// <summary>Shallow methods on the same items, those on unseen items included.</summary>
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

    /// <summary>Sentences that a reader of the numbers must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All measurements in the order of the table: what was asked for, then unseen items.</summary>
    public IEnumerable<Measurement> All =>
    [
        Main, .. Baselines.Where(baseline => baseline.Database == Main.Database),
        .. Unseen is null ? (Measurement[])[] : [Unseen], .. Baselines.Where(baseline => baseline.Database != Main.Database),
    ];

    /// <summary>The report of the main measurement.</summary>
    public RetrievalReport Report => Main.Report;
}
