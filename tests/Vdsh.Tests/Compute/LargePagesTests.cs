// Large pages are advice: with or without them memory must be usable to the last byte, and no request may reach beyond a block.
using NUnit.Framework;
using Vdsh.Compute.Cpu;

namespace Vdsh.Tests.Compute;

internal sealed unsafe class LargePagesTests
{
    private const string Setting = "/sys/kernel/mm/transparent_hugepage/enabled";

    private static readonly long[] Lengths = [0, 1, 511, (LargePages.Bytes / 8) - 1, LargePages.Bytes / 8, (LargePages.Bytes / 8) + 1, (5 * LargePages.Bytes / 8) + 3];

    [TestCaseSource(nameof(Lengths))]
    public void Every_element_of_an_array_can_be_used(long length)
    {
        ulong[] array = LargePages.AllocateArray<ulong>(length);
        Assert.That(array, Has.Length.EqualTo(length));
        for (int i = 0; i < array.Length; i++)
            array[i] = (ulong)i;
        for (int i = 0; i < array.Length; i++)
        {
            if (array[i] != (ulong)i)
                Assert.Fail($"element {i} is {array[i]}");
        }
    }

    [Test]
    public void A_length_beyond_an_array_is_refused() => Assert.That(() => LargePages.AllocateArray<ulong>(1L << 33), Throws.InstanceOf<OverflowException>());

    [TestCaseSource(nameof(Lengths))]
    public void Native_blocks_are_zero_and_large_ones_begin_with_a_page(long length)
    {
        AlignedMemory memory = new(2 * length);
        Assert.That((long)memory.Start % 64, Is.Zero);
        if (length * 8 >= LargePages.Bytes)
            Assert.That((long)memory.Start % LargePages.Bytes, Is.Zero);
        Assert.That(new Span<float>(memory.Start, (int)(2 * length)).ContainsAnyExcept(0f), Is.False);
        memory.Free();
    }

    [Test]
    public void Linux_gives_large_pages_where_it_says_so()
    {
        if (!File.Exists(Setting) || File.ReadAllText(Setting).Contains("[never]", StringComparison.Ordinal))
            Assert.Ignore("This system gives no large pages on request.");
        long before = LargeKilobytes();
        AlignedMemory memory = new(64L * LargePages.Bytes / sizeof(float));
        long gained = LargeKilobytes() - before;
        memory.Free();
        if (gained == 0)
            Assert.Ignore("The system had no large page to give just now: its memory is in pieces.");
        Assert.That(gained, Is.GreaterThanOrEqualTo(LargePages.Bytes >> 10));
    }

    private static long LargeKilobytes()
        => long.Parse(File.ReadLines("/proc/self/smaps_rollup").Single(line => line.StartsWith("AnonHugePages:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
}
