// What is written must be read back bit for bit, for all types and shapes, and must be what numpy would have written.
using System.Text;
using FsCheck.Fluent;
using FsCheck;
using NUnit.Framework;
using Vdsh.Data.Formats;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class NpyRoundTripTests : DataTestBase
{
    private static T[] RoundTrip<T>(T[] values, int[] shape, bool gzip, bool npz) where T : unmanaged
    {
        using var folder = new TemporaryFolder();
        string path = folder[npz ? "x.npz" : "x.npy"];
        if (npz)
            NpzFile.Write(path, gzip, NpzArray.Create("other", new int[3], 3), NpzArray.Create("x", values, shape));
        else
            NpyFile.Write(path, values, shape);
        if (gzip && !npz)
            path = folder.Write("x.npy.gz", TemporaryFolder.Gzip(File.ReadAllBytes(path)));
        (ByteReader reader, _) = InputFile.Open(path, ["x"]);
        using (reader)
        {
            StoredArray array = NpyReader.Read(reader, ArrayUse.Features);
            Assert.That(array.Shape, Is.EqualTo(shape));
            Assert.That(array.FortranOrder, Is.False);
            return (T[])array.Values;
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Arrays_survive_a_round_trip() => Prop.ForAll(
        ArbMap.Default.ArbFor<ulong>(),
        Gen.Choose(1, 4).SelectMany(rank => Gen.Choose(0, 9).ArrayOf(rank)).ToArbitrary(),
        Gen.Choose(0, 15).ToArbitrary(),
        (ulong seed, int[] shape, int form) =>
        {
            var random = new SeededRandom(seed);
            int count = shape.Aggregate(1, (product, size) => product * size);
            bool gzip = (form & 1) != 0, npz = (form & 2) != 0;
            switch (form >> 2)
            {
                case 0:
                    byte[] bytes = [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextUInt64())];
                    Assert.That(RoundTrip(bytes, shape, gzip, npz), Is.EqualTo(bytes));
                    break;
                case 1:
                    int[] ints = [.. Enumerable.Range(0, count).Select(_ => (int)random.NextUInt64())];
                    Assert.That(RoundTrip(ints, shape, gzip, npz), Is.EqualTo(ints));
                    break;
                case 2:
                    long[] longs = [.. Enumerable.Range(0, count).Select(_ => (long)random.NextUInt64())];
                    Assert.That(RoundTrip(longs, shape, gzip, npz), Is.EqualTo(longs));
                    break;
                default:
                    float[] floats = [.. Enumerable.Range(0, count).Select(_ => BitConverter.UInt32BitsToSingle((uint)random.NextUInt64()))];
                    Assert.That(RoundTrip(floats, shape, gzip, npz).Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(floats.Select(BitConverter.SingleToUInt32Bits)));
                    break;
            }
        });

    [Test]
    public void The_bytes_are_those_of_numpy()
    {
        NpyFile.Write(Folder["x.npy"], new byte[] { 1, 2, 3, 4, 5, 6 }, 2, 3);
        string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n";
        Assert.That(File.ReadAllBytes(Folder["x.npy"]), Is.EqualTo((byte[])[0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), 1, 2, 3, 4, 5, 6]));
    }

    [TestCase(typeof(int), "<i4")]
    [TestCase(typeof(long), "<i8")]
    [TestCase(typeof(float), "<f4")]
    [TestCase(typeof(double), "<f8")]
    public void One_dimensional_shapes_end_with_a_comma(Type type, string descr)
    {
        using var stream = new MemoryStream();
        if (type == typeof(int))
            NpyFile.Write<int>(stream, [7], 1);
        else if (type == typeof(long))
            NpyFile.Write<long>(stream, [7], 1);
        else if (type == typeof(double))
            NpyFile.Write<double>(stream, [7], 1);
        else
            NpyFile.Write<float>(stream, [7], 1);
        Assert.That(Encoding.Latin1.GetString(stream.ToArray()), Does.Contain($"'descr': '{descr}'").And.Contain("'shape': (1,)"));
    }

    [Test]
    public void Codes_come_back_even_without_rows([Values(0, 1, 5)] int rows)
    {
        byte[] values = new byte[rows * 6];
        new Random(rows).NextBytes(values);
        NpyFile.Write(Folder["codes.npy"], new ByteMatrix(values, rows, 6));
        ByteMatrix read = NpyFile.ReadBytes(Folder["codes.npy"]);
        Assert.That((read.Rows, read.Columns), Is.EqualTo((rows, 6)));
        Assert.That(read.Values, Is.EqualTo(values));
        if (rows == 5)
            Assert.That(read.Row(4).ToArray(), Is.EqualTo(values[24..]));
    }

    [TestCase("<f4", "(1, 2)", 8, "Float32")]
    [TestCase("|i1", "(1, 2)", 2, "Int8")]
    [TestCase("|b1", "(1, 2)", 2, "Boolean")]
    [TestCase("|u1", "(2,)", 2, "(2,)")]
    [TestCase("|u1", "(2, 0)", 0, "(2, 0)")]
    public void Codes_must_be_a_uint8_matrix(string descr, string shape, int bytes, string part)
        => AssertInputError(() => NpyFile.ReadBytes(Folder.Write("c.npy", TemporaryFolder.Npy(descr, shape, new byte[bytes]))), "c.npy", part, "uint8");

    [Test]
    public void Codes_must_be_in_C_order_and_npy()
    {
        AssertInputError(() => NpyFile.ReadBytes(Folder.Write("c.npy", TemporaryFolder.Npy("|u1", "(2, 2)", new byte[4], fortran: true))), "Fortran");
        AssertInputError(() => NpyFile.ReadBytes(Folder.Write("c.csv", "1,2\n")), "c.csv", "not an .npy");
    }

    [Test]
    public void A_wrong_shape_or_type_is_a_programming_error()
    {
        Assert.Throws<ArgumentException>(() => NpyFile.Write(Folder["x.npy"], new byte[5], 2, 3));
        Assert.Throws<ArgumentException>(() => NpyFile.Write(Folder["x.npy"], new decimal[6], 2, 3));
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Is.Empty);
    }
}
