// IDX files written by hand: every type, big-endian as the format demands, and every way to be wrong.
using System.Buffers.Binary;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class IdxTests : DataTestBase
{
    private static byte[] BigEndian(byte type, double value)
    {
        byte[] bytes = type switch
        {
            0x08 => [(byte)value],
            0x09 => [(byte)(sbyte)value],
            0x0B => BitConverter.GetBytes((short)value),
            0x0C => BitConverter.GetBytes((int)value),
            0x0D => BitConverter.GetBytes((float)value),
            _ => BitConverter.GetBytes(value),
        };
        Array.Reverse(bytes);
        return bytes;
    }

    [Test]
    public void Reads_every_type([Values(0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E)] int type, [Values] bool gzip)
    {
        double[] values = type == 0x08 ? [0, 1, 128, 255] : [-5, 0, 3, 100];
        byte[] idx = TemporaryFolder.Idx((byte)type, [1, 2, 2], [.. values.SelectMany(value => BigEndian((byte)type, value))]);
        FeatureMatrix matrix = FeatureFile.Load(Folder.Write("images-idx3-ubyte", gzip ? TemporaryFolder.Gzip(idx) : idx));
        Assert.That(Rows(matrix), Is.EqualTo(new[] { values.Select(value => (float)value).ToArray() }));
    }

    [Test]
    public void Reads_labels() => Assert.That(Classes(LabelFile.Load(Folder.Write("l", TemporaryFolder.Idx(0x08, [4], [3, 0, 1, 3])), 4)), Is.EqualTo(new[] { 3, 0, 1, 3 }));

    [Test]
    public void Refuses_every_truncation_and_trailing_bytes([Values] bool gzip)
    {
        byte[] idx = TemporaryFolder.Idx(0x08, [3, 2], new byte[6]);
        for (int length = 1; length < idx.Length; length++)
        {
            string path = Folder.Write("x.idx", gzip ? TemporaryFolder.Gzip(idx[..length]) : idx[..length]);
            AssertInputError(() => FeatureFile.Load(path), "x.idx", "truncated");
        }
        byte[] longer = [.. idx, 0];
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.idx", gzip ? TemporaryFolder.Gzip(longer) : longer)), "x.idx", "left after");
    }

    [Test]
    public void Refuses_wrong_magic_type_rank_and_size()
    {
        AssertInputError(() => FeatureFile.Load(Folder.Write("train-images-idx3-ubyte", [1, 2, 3, 4, 5])), "IDX magic", "01020304");
        AssertInputError(() => FeatureFile.Load(Folder.Write("x", [0, 0, 0x0A, 2, 0, 0, 0, 1, 0, 0, 0, 1, 9])), "0x0A", "08 (uint8)");
        AssertInputError(() => FeatureFile.Load(Folder.Write("x", TemporaryFolder.Idx(0x08, [3], new byte[3]))), "(3,)", "n x d");
        AssertInputError(() => FeatureFile.Load(Folder.Write("x", TemporaryFolder.Idx(0x08, [65536, 65536], new byte[3]))), "2^31");
        AssertInputError(() => FeatureFile.Load(Folder.Write("x", TemporaryFolder.Idx(0x08, [0, 5], []))), "no rows");
        AssertInputError(() => LabelFile.Load(Folder.Write("x", TemporaryFolder.Idx(0x08, [1, 2, 2], new byte[4]))), "(1, 2, 2)", "n x C");
    }

    [Test]
    public void More_dimensions_than_arrays_have_are_refused_without_listing_them()
    {
        byte[] idx = TemporaryFolder.Idx(0x08, [.. Enumerable.Repeat(int.MaxValue, 255)], []);
        AssertInputError(() => FeatureFile.Load(Folder.Write("x", idx)), "255 dimensions", "at most 64");
    }

    [Test]
    public void Sizes_above_the_int_range_are_not_negative()
    {
        byte[] idx = TemporaryFolder.Idx(0x08, [0, 2], []);
        BinaryPrimitives.WriteUInt32BigEndian(idx.AsSpan(4), 0xFFFFFFFF);
        AssertInputError(() => FeatureFile.Load(Folder.Write("x", idx)), "2^31");
    }
}
