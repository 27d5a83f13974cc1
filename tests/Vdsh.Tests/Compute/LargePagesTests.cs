// Large pages are advice: with or without them memory must be usable to the last byte, and no request may reach beyond a block.
using System.Text.RegularExpressions;
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
    public void Linux_is_asked()
    {
        if (!File.Exists(Setting))
            Assert.Ignore("This system has no large pages on request.");
        AlignedMemory memory = new(4L * LargePages.Bytes / sizeof(float));
        string[] flags = FlagsOf((ulong)memory.Start + LargePages.Bytes);
        memory.Free();
        // "hg": huge pages were advised (Documentation/filesystems/proc.rst). Whether one is free at the moment is another matter.
        Assert.That(flags, Does.Contain("hg"));
    }

    // The flags of the mapping that an address lies in.
    private static string[] FlagsOf(ulong address)
    {
        bool isInside = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            Match range = Regex.Match(line, "^([0-9a-f]+)-([0-9a-f]+) ");
            if (range.Success)
                isInside = address >= Convert.ToUInt64(range.Groups[1].Value, 16) && address < Convert.ToUInt64(range.Groups[2].Value, 16);
            else if (isInside && line.StartsWith("VmFlags:", StringComparison.Ordinal))
                return line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        return [];
    }
}
