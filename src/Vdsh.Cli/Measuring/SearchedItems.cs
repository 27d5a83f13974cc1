// What was searched is named by what is known of it: nothing is called unseen that training may have seen.
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

/// <summary>The items that a measurement searched.</summary>
/// <param name="Words">What they are, in a few words that end in no full stop.</param>
/// <param name="AmongQueries">Whether the queries were searched among themselves, each against all others; else the
/// database.</param>
/// <param name="IsUnseen">Whether it is known that neither they nor the queries were trained on.</param>
internal sealed record SearchedItems(string Words, bool AmongQueries, bool IsUnseen)
{
    /// <summary>Names a database.</summary>
    /// <param name="overlap">What is known of the items.</param>
    /// <param name="queries">Number of queries.</param>
    /// <param name="database">Number of database items.</param>
    public static SearchedItems Database(ItemOverlap overlap, int queries, int database)
    {
        bool isUnseen = overlap is { DatabaseInTraining: 0, QueriesInTraining: 0 };
        string items = overlap.DatabaseInTraining switch
        {
            null => "database, training unknown",
            0 => isUnseen ? "unseen database" : "database, not trained on",
            int seen when seen == database => "training items",
            int seen => $"database, {seen} trained on",
        };
        string asked = overlap switch
        {
            { QueriesInDatabase: > 0 and int inside }
                => inside == queries ? ", contains the queries" : $", contains {Count(inside)}",
            { QueriesInTraining: > 0 and int seen } => $", {(seen == queries ? "queries" : Count(seen))} trained on",
            _ => "",
        };
        return new SearchedItems(items + asked, AmongQueries: false, isUnseen);
    }

    /// <summary>Names the queries as what is searched.</summary>
    /// <param name="overlap">What is known of the items.</param>
    /// <param name="queries">Number of queries.</param>
    public static SearchedItems OtherQueries(ItemOverlap overlap, int queries)
    {
        string items = overlap.QueriesInTraining switch
        {
            null => "queries, training unknown",
            0 => "unseen",
            int seen => seen == queries ? "queries, trained on" : $"queries, {seen} trained on",
        };
        return new SearchedItems(
            items + (overlap.RepeatedQueries > 0 ? $", {overlap.RepeatedQueries} repeated" : ""), AmongQueries: true,
            overlap.QueriesInTraining == 0);
    }

    private static string Count(int queries) => queries == 1 ? "1 query" : $"{queries} queries";
}
