// A number is about unseen items only where somebody has looked; this looks, and says where nobody can.
using Vdsh.Data;

namespace Vdsh.Evaluation;

/// <summary>
/// How many items of an evaluation have the features of a training item, or of each other. Items are compared by
/// <see cref="ItemHashes"/>: the counts are exact but for the chance of 2^-64 that two given different items have equal
/// hashes.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record ItemOverlap
{
    /// <summary>Nothing is known: only codes are given.</summary>
    public static ItemOverlap Unknown { get; } = new();

    /// <summary>Queries with the features of a training item; null where the training items are not known.</summary>
    public int? QueriesInTraining { get; init; }

    /// <summary>
    /// Database items with the features of a training item; null where the training items are not known.
    /// </summary>
    public int? DatabaseInTraining { get; init; }

    /// <summary>Queries with the features of a database item; null where features are not known.</summary>
    public int? QueriesInDatabase { get; init; }

    /// <summary>Queries with the features of another query; null where features are not known.</summary>
    public int? RepeatedQueries { get; init; }

    /// <summary>Compares items.</summary>
    /// <param name="queries">Features of the queries.</param>
    /// <param name="database">Features of the database.</param>
    /// <param name="training">As <see cref="Codes.HashModel.TrainingItems"/>; null where they are not known.</param>
    public static ItemOverlap Of(FeatureMatrix queries, FeatureMatrix database, ItemHashes? training)
        => Of(ItemHashes.OfRows(queries), ItemHashes.OfRows(database), training);

    /// <summary>Compares items by their hashes.</summary>
    /// <param name="queries">The hash of every query.</param>
    /// <param name="database">The hash of every database item.</param>
    /// <param name="training">The training items; null where they are not known.</param>
    public static ItemOverlap Of(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, ItemHashes? training)
        => new()
        {
            QueriesInTraining = training?.CountOf(queries),
            DatabaseInTraining = training?.CountOf(database),
            QueriesInDatabase = ItemHashes.OfHashes(database).CountOf(queries),
            RepeatedQueries = Repeated(queries),
        };

    private static int Repeated(ReadOnlySpan<ulong> items)
    {
        ulong[] sorted = items.ToArray();
        sorted.AsSpan().Sort();
        int repeated = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            bool hasEqual = i > 0 && sorted[i] == sorted[i - 1] || i + 1 < sorted.Length && sorted[i] == sorted[i + 1];
            repeated += hasEqual ? 1 : 0;
        }
        return repeated;
    }
}
