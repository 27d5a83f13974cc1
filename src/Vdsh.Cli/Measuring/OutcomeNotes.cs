// Numbers of retrieval mislead without these sentences: how ties count, and what a database of training items flatters.
namespace Vdsh.Cli.Measuring;

internal static class OutcomeNotes
{
    /// <summary>The sentences that belong under a result table.</summary>
    public static IEnumerable<string> For(Measurement main, Measurement? unseen, bool databaseMayBeSeen)
    {
        yield return "mAP is the expectation over a random order of items at equal distance; the tie bounds put the relevant ones last or first; "
            + "'stable' sorts and keeps the database order inside ties, as common code does. P@r2: within radius 2; an empty ball counts 0.";
        if (databaseMayBeSeen && unseen is not null)
        {
            yield return "A database of training items flatters methods that memorise labels; the 'unseen' rows search the queries among themselves, "
                + "each against all others, which no method was trained on.";
        }
        if (unseen is null)
            yield return "No query shares a label with another, so nothing can be said about unseen items.";
        if (main.Report.QueriesWithoutRelevant > 0)
            yield return $"{main.Report.QueriesWithoutRelevant} of {main.Report.Queries} queries have no relevant item in the database and are left out of the means.";
    }
}
