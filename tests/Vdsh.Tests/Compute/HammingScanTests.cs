// The suite on the CPU's scans with every kernel forced and with one and three threads.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Compute;

[TestFixture("Scalar", 1)]
[TestFixture("Scalar", 3)]
[TestFixture("Vector128", 1)]
[TestFixture("Vector256", 1)]
[TestFixture("Vector512", 1)]
[TestFixture("Vector512", 3)]
[TestFixture("NativeAvx2", 1)]
[TestFixture("NativeAvx512", 1)]
[TestFixture("NativeVpopcntdq", 1)]
[TestFixture("NativeVpopcntdq", 3)]
public sealed class HammingScanTests(string kernelName, int threads) : HammingSuite
{
    protected override IHammingEngine Create()
    {
        HammingKernel kernel = Enum.Parse<HammingKernel>(kernelName);
        if (!HammingKernelSupport.IsSupported(kernel))
            Assert.Ignore($"This machine does not run the kernel {kernel}{(HammingKernelSupport.IsNative(kernel) ? ", or the native library is not built (./build.sh native)" : "")}.");
        return new HammingScan(threads, kernel);
    }

    [Test]
    public void Queries_with_padding_bits_are_refused([Values(12, 70)] int bits)
    {
        var scan = Create();
        ulong[] query = new ulong[(bits + 63) / 64];
        query[^1] = 1ul << (bits % 64);
        Assert.That(() => scan.HammingCountWithin(query, query, bits, 1, new int[1]),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains($"beyond bit {bits - 1}"));
    }

    // Threads meet the near codes of their ranges at different times, and what one has found decides what another takes.
    [Test]
    public void Ranges_searched_side_by_side_agree_wherever_the_near_codes_lie([Values("random", "rising", "falling", "equal")] string order)
    {
        const int bits = 24;
        HashCodes query = RandomCodes.Create(1, bits, 19), database = RandomCodes.Create(70_001, bits, 20, distinct: 9000);
        ulong[] words = database.Words.ToArray();
        if (order != "random")
            Array.Sort(words, (a, b) => ulong.PopCount(a ^ query.Words[0]).CompareTo(ulong.PopCount(b ^ query.Words[0])));
        if (order == "falling")
            Array.Reverse(words);
        if (order == "equal")
            Array.Fill(words, words[0]);
        database = new HashCodes(words, database.Count, bits);
        foreach (int k in new[] { 1, 100, 2000, 30_000 })
        {
            for (int repeat = 0; repeat < 5; repeat++)
                CheckNearest(query, database, k);
        }
    }
}
