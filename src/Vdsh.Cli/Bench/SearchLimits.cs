// What a machine allows a scan. Others use the machine too, so that the limits are measured right before and after what is compared with them.
using Vdsh.Cli.CommandLine;
using Vdsh.Codes;

namespace Vdsh.Cli.Bench;

/// <summary>How fast codes can be read and compared.</summary>
/// <param name="Bandwidth">Bytes a second that memory gives; null where it cannot be measured.</param>
/// <param name="InCache">Codes a second that the kernel compares while a cache holds them.</param>
internal sealed record SearchLimits(double? Bandwidth, double InCache)
{
    public static SearchLimits Measure(CommandSession session, int bits) => new(session.Device.MeasureBandwidth(), InCacheRate(session, bits));

    /// <summary>Codes a second of a batch: a single query reads all codes from memory, many share a pass.</summary>
    public double CodesPerSecond(int batch, int bytesPerCode) => batch == 1 ? Math.Min(InCache, Bandwidth / bytesPerCode ?? InCache) : InCache;

    // A database of 16 KiB stays in the first-level cache, and a radius of 0 leaves nothing to do but to compare.
    private static double InCacheRate(CommandSession session, int bits)
    {
        int count = Math.Max(32, 2048 / HashCodes.WordsFor(bits)), asked = 4096;
        HashCodes database = RandomInputs.Codes(count, bits, session.Seed), queries = RandomInputs.Codes(asked, bits, session.Seed + 1);
        int[] counts = new int[asked];
        Timing timing = Timing.Of(() => session.Backend.HammingCountWithin(queries.Words, database.Words, bits, 0, counts), 0.3, session.Cancellation);
        return (double)count * asked / timing.Seconds;
    }
}
