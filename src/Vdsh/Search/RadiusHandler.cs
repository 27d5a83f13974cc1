// Range answers can be larger than memory, so they can be taken block by block.
namespace Vdsh.Search;

/// <summary>Takes the answers of some queries of a range search; called once for each block of queries, in order, on the calling thread.</summary>
/// <param name="firstQuery">The number of the block's first query.</param>
/// <param name="block">The answers of the block's queries.</param>
public delegate void RadiusHandler(int firstQuery, RadiusResult block);
