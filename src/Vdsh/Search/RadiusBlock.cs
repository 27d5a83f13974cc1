// Streamed results are cut into blocks of queries that fit memory however near everything lies.
namespace Vdsh.Search;

internal static class RadiusBlock
{
    // 16 bytes a result while it is collected: 64 MiB.
    private const long Results = 1 << 22;

    /// <summary>Where a block of queries ends: as many as have few enough results together, at least one.</summary>
    public static int End(ReadOnlySpan<int> counts, int first)
    {
        long sum = counts[first];
        int end = first + 1;
        while (end < counts.Length && sum + counts[end] <= Results)
            sum += counts[end++];
        return end;
    }
}
