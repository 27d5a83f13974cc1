using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

public sealed class HashCodesTests
{
    [Test]
    public void Bytes_survive_the_round_trip([Values(1, 7, 8, 9, 48, 63, 64, 65, 128, 130, 4096)] int bits, [Values(0, 1, 5)] int count)
    {
        HashCodes codes = RandomCodes.Create(count, bits, 11);
        byte[] bytes = new byte[count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        for (int row = 0; row < count; row++)
        {
            for (int bit = 0; bit < bits; bit++)
                Assert.That((bytes[row * codes.BytesPerCode + bit / 8] >> (bit % 8) & 1) != 0, Is.EqualTo(codes.Bit(row, bit)));
        }
        HashCodes read = HashCodes.FromBytes(bytes, count, bits);
        Assert.That(read, Is.EqualTo(codes));
        Assert.That(read.GetHashCode(), Is.EqualTo(codes.GetHashCode()));
    }

    [Test]
    public void Set_padding_bits_are_refused_with_their_row()
    {
        byte[] bytes = [0xFF, 0x0F, 0xFF, 0x1F];
        Assert.That(() => HashCodes.FromBytes(bytes, 2, 12), Throws.TypeOf<InputException>().With.Message.Contains("row 1"));
        Assert.That(() => new HashCodes([1UL << 20], 1, 20), Throws.TypeOf<InputException>().With.Message.Contains("row 0"));
    }

    [TestCase(0)]
    [TestCase(4097)]
    public void Unsupported_numbers_of_bits_are_refused(int bits)
        => Assert.That(() => new HashCodes([], 0, bits), Throws.TypeOf<InputException>().With.Message.Contains($"{bits} bits"));

    [Test]
    public void Wrong_lengths_are_refused()
    {
        Assert.That(() => new HashCodes(new ulong[3], 2, 128), Throws.ArgumentException);
        Assert.That(() => HashCodes.FromBytes(new byte[3], 2, 16), Throws.ArgumentException);
        Assert.That(() => new HashCodes(new ulong[2], 2, 8).CopyBytes(new byte[1]), Throws.ArgumentException);
    }

    [Test]
    public void Selected_rows_come_in_the_order_asked_for()
    {
        HashCodes codes = RandomCodes.Create(10, 70, 3);
        HashCodes selected = codes.Select([7, 0, 7]);
        Assert.That(selected.Count, Is.EqualTo(3));
        Assert.That(selected[0].ToArray(), Is.EqualTo(codes[7].ToArray()));
        Assert.That(selected[1].ToArray(), Is.EqualTo(codes[0].ToArray()));
        Assert.That(selected[2].ToArray(), Is.EqualTo(codes[7].ToArray()));
        Assert.That(selected, Is.Not.EqualTo(codes));
    }
}
