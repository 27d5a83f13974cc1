// A training that does not fit should fail before its first hour, not after it.
namespace Vdsh.Cli.Selftest;

internal static class MemoryChecks
{
    public static IEnumerable<OperationCheck> All =>
    [
        new("RequireMemory", "1 byte granted", 0, Work.None, bench => Require(bench, 1, granted: true)),
        new("RequireMemory", "all bytes there are numbers for refused", 0, Work.None, bench => Require(bench, long.MaxValue, granted: false)),
    ];

    private static PreparedCheck Require(TestBench bench, long bytes, bool granted)
    {
        bool result = false;
        return new PreparedCheck(
            () =>
            {
                try
                {
                    bench.Backend.RequireMemory(bytes, "a self-test");
                    result = true;
                }
                catch (Exception)
                {
                    // Each device has its own kind of refusal; that it refuses is what counts.
                    result = false;
                }
            },
            () => Difference.Unless(result == granted));
    }
}
