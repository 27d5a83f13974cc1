// The three item sets of an evaluation, with everything a report must state about how they were made.
namespace Vdsh.Data;

/// <summary>Training, query and database items of a data set under a protocol. All are views of one copy of the features.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class ProtocolSplit
{
    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>One of the names of <see cref="Data.Protocol"/>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The seed of the random draws; it has no effect where the protocol draws nothing.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The items to learn from.</summary>
    public required LabeledData Training { get; init; }

    /// <summary>The items to search with.</summary>
    public required LabeledData Queries { get; init; }

    /// <summary>The items to search in.</summary>
    public required LabeledData Database { get; init; }

    /// <summary>Names of the classes in their order; empty where they have none but their numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Whether the queries are the database's own items, in the same order, so that each finds itself. False under all named protocols.</summary>
    public bool QueriesInDatabase { get; init; }
}
