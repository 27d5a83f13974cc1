// Numbers of retrieval mislead without these sentences: how ties count, what a database of training items flatters, and
// what cannot be known.
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

internal static class OutcomeNotes
{
    /// <summary>Why nothing is known where only codes are given.</summary>
    public const string OnlyCodes = "From codes alone it cannot be known whether training saw the queries or the "
        + "database, nor whether queries also occur in the database; so no row is called unseen.";

    /// <summary>Why nothing is known of the training items of a model.</summary>
    public const string NoHashes = "The model stores no hashes of its training items, so it cannot be known whether "
        + "training saw the queries or the database, and no row of it is called unseen; a model trained anew has them.";

    /// <summary>The sentences that belong under a result table.</summary>
    /// <param name="main">The measurement that was asked for.</param>
    /// <param name="amongQueries">That of the queries among themselves, or null.</param>
    /// <param name="overlap">What is known of the items.</param>
    /// <param name="reason">Why the training items are not known, where they are not.</param>
    public static IEnumerable<string> For(
        Measurement main, Measurement? amongQueries, ItemOverlap overlap, string reason)
    {
        yield return "mAP is the expectation over a random order of items at equal distance; the tie bounds put the relevant ones last or first; "
            + "'stable' sorts and keeps the database order inside ties, as common code does. P@r2: within radius 2; an empty ball counts 0.";
        if (amongQueries is { Searched.IsUnseen: true } && overlap.DatabaseInTraining > 0)
        {
            yield return "A database of training items flatters methods that memorise labels; the rows "
                + $"'{amongQueries.Searched.Words}' search the queries among themselves, each against all others, "
                + "which the method was not trained on.";
        }
        if (overlap.QueriesInTraining is null)
            yield return reason;
        (int queries, int database) = (main.Report.Queries, main.Report.Database);
        if (overlap.QueriesInTraining > 0)
        {
            yield return $"{overlap.QueriesInTraining} of {queries} queries have the features of an item that the "
                + "model was trained on: their results are not those of unseen items.";
        }
        if (overlap.DatabaseInTraining is > 0 and int seen && seen < database)
        {
            yield return $"{seen} of {database} database items have the features of an item that the model was trained "
                + "on.";
        }
        if (overlap.QueriesInDatabase > 0)
        {
            yield return $"{overlap.QueriesInDatabase} of {queries} queries have the features of a database item: each "
                + "finds its own copy.";
        }
        if (overlap.RepeatedQueries > 0)
        {
            yield return $"{overlap.RepeatedQueries} of {queries} queries have the features of another query: among "
                + "the queries, each finds its own copy.";
        }
        if (amongQueries is null)
            yield return "No query shares a label with another, so the queries cannot be searched among themselves.";
        if (main.Report.QueriesWithoutRelevant > 0)
        {
            yield return $"{main.Report.QueriesWithoutRelevant} of {queries} queries have no relevant item in the "
                + "database and are left out of the means.";
        }
    }
}
