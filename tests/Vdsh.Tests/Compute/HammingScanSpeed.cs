using System.Diagnostics;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute.Cpu;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Compute;

[Explicit("Prints speeds; nothing to assert.")]
public sealed class HammingScanSpeed
{
    [Test]
    public void Of_every_kernel([Values("Scalar", "Vector256", "Vector512")] string name, [Values(48, 128, 256)] int bits)
    {
        HammingScan engine = new(2, Enum.Parse<HammingKernel>(name));
        const int Queries = 2000, Rows = 60_000;
        HashCodes queries = RandomCodes.Create(Queries, bits, 1), database = RandomCodes.Create(Rows, bits, 2);
        var queryLabels = RandomLabels.Single(Queries, 10, 3);
        var databaseLabels = RandomLabels.Single(Rows, 10, 4);
        int[] counts = new int[Queries * 2 * (bits + 1)];
        int[] ids = new int[Queries * 100], distances = new int[Queries * 100];
        for (int round = 0; round < 3; round++)
        {
            Print("histogram", () => engine.HammingHistogram(queries.Words, database.Words, bits, queryLabels, databaseLabels, 2, [], counts));
            Print("nearest 100", () => engine.HammingNearest(queries.Words, database.Words, bits, 100, ids, distances));
            Print("within 2", () => engine.HammingCountWithin(queries.Words, database.Words, bits, 2, counts));
        }

        void Print(string what, Action action)
        {
            Stopwatch watch = Stopwatch.StartNew();
            action();
            TestContext.Out.WriteLine($"{name} {bits} bits {what}: {(double)Queries * Rows / watch.Elapsed.TotalSeconds / 1e9:F2} G codes/s");
        }
    }
}
