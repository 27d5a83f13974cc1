// Files written by hand, byte by byte, in every accepted form of .npy.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class NpyReadTests : DataTestBase
{
    private static readonly double[] Values = [0, 1, 1, 0, 1, 0];

    private static byte[] Encode(string type, double value, bool bigEndian)
    {
        byte[] bytes = type switch
        {
            "u1" or "b1" => [(byte)value],
            "i1" => [(byte)(sbyte)value],
            "i2" => BitConverter.GetBytes((short)value),
            "i4" => BitConverter.GetBytes((int)value),
            "i8" => BitConverter.GetBytes((long)value),
            "f2" => BitConverter.GetBytes((Half)value),
            "f4" => BitConverter.GetBytes((float)value),
            "f8" => BitConverter.GetBytes(value),
            _ => throw new ArgumentException(type),
        };
        if (bigEndian)
            Array.Reverse(bytes);
        return bytes;
    }

    [Test]
    public void Reads_every_type_order_byte_order_and_version(
        [Values("u1", "b1", "i1", "i2", "i4", "i8", "f2", "f4", "f8")] string type, [Values] bool bigEndian, [Values] bool fortran, [Values(1, 2, 3)] int version)
    {
        double[] values = type == "b1" ? Values : type == "u1" ? [0, 7, 200, 255, 3, 9] : [-3, 0, 100, 5, -120, 17];
        byte[] elements = [.. values.SelectMany(value => Encode(type, value, bigEndian))];
        string prefix = type[1] == '1' ? "|" : bigEndian ? ">" : "<";
        string path = Folder.Write("x.npy", TemporaryFolder.Npy(prefix + type, "(2, 3)", elements, fortran, version));

        FeatureMatrix matrix = FeatureFile.Load(path);

        Assert.That((matrix.Rows, matrix.Columns), Is.EqualTo((2, 3)));
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 3; column++)
                Assert.That(Row(matrix, row)[column], Is.EqualTo((float)values[fortran ? column * 2 + row : row * 3 + column]));
        }
    }

    [Test]
    public void Flattens_images_per_item_in_C_order_whatever_the_order_of_the_file()
    {
        const int n = 3, height = 2, width = 4;
        byte[] c = new byte[n * height * width], fortran = new byte[c.Length];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < height; j++)
                for (int k = 0; k < width; k++)
                    c[(i * height + j) * width + k] = fortran[i + n * (j + height * k)] = (byte)(100 * i + 10 * j + k);
        float[][] expected = [.. Enumerable.Range(0, n).Select(i => c.Skip(i * 8).Take(8).Select(value => (float)value).ToArray())];

        Assert.That(Rows(FeatureFile.Load(Folder.Write("c.npy", TemporaryFolder.Npy("|u1", "(3, 2, 4)", c)))), Is.EqualTo(expected));
        Assert.That(Rows(FeatureFile.Load(Folder.Write("f.npy", TemporaryFolder.Npy("|u1", "(3, 2, 4)", fortran, fortran: true)))), Is.EqualTo(expected));
    }

    [TestCase("{\"shape\": (1, 2), \"fortran_order\": False, \"descr\": \"|u1\"}")]
    [TestCase("{'descr':'u1','fortran_order':False,'shape':(1L,2L)}")]
    public void Reads_headers_in_other_orders_and_quotes(string header)
        => Assert.That(Rows(FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.NpyWithHeader(header, [4, 5])))), Is.EqualTo(new float[][] { [4, 5] }));

    [Test]
    public void Reads_gzipped_files_whatever_their_name([Values("x.npy.gz", "x.npy", "x")] string name)
    {
        byte[] npy = TemporaryFolder.Npy("|u1", "(2, 2)", [1, 2, 3, 4]);
        Assert.That(Rows(FeatureFile.Load(Folder.Write(name, TemporaryFolder.Gzip(npy)))), Is.EqualTo(new float[][] { [1, 2], [3, 4] }));
    }

    [Test]
    public void Reads_gzipped_files_that_hold_far_more_than_their_size()
    {
        byte[] values = new byte[9_000_001];
        values[^1] = 7;
        string path = Folder.Write("x.npy.gz", TemporaryFolder.Gzip(TemporaryFolder.Npy("|u1", "(9000001, 1)", values)));
        Assert.That(new FileInfo(path).Length, Is.LessThan(values.Length / 100));
        FeatureMatrix features = FeatureFile.Load(path);
        float[] last = new float[1];
        features.CopyRow(values.Length - 1, last);
        Assert.That(last[0], Is.EqualTo(7));
    }

    [Test]
    public void A_compressed_file_that_claims_more_than_it_holds_costs_no_memory()
    {
        // So many bytes could be in a file of this size, if they were all the same.
        byte[] noise = new byte[300_000];
        new Random(1).NextBytes(noise);
        string path = Folder.Write("x.npy.gz", TemporaryFolder.Gzip(TemporaryFolder.Npy("|u1", "(300000000, 1)", noise)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertInputError(() => FeatureFile.Load(path), "x.npy.gz", "truncated");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(50_000_000));
    }

    [Test]
    public void Reads_gzip_files_of_several_members()
    {
        byte[] npy = TemporaryFolder.Npy("|u1", "(2, 2)", [1, 2, 3, 4]);
        byte[] packed = [.. TemporaryFolder.Gzip(npy[..50]), .. TemporaryFolder.Gzip(npy[50..])];
        Assert.That(Rows(FeatureFile.Load(Folder.Write("x.npy.gz", packed))), Is.EqualTo(new float[][] { [1, 2], [3, 4] }));
    }

    [TestCase("<c8", "(1, 1)", 8)]
    [TestCase("<U3", "(1, 1)", 12)]
    [TestCase("|O", "(1, 1)", 8)]
    [TestCase("<f16", "(1, 1)", 16)]
    public void Refuses_other_types_and_names_the_accepted_ones(string descr, string shape, int bytes)
        => AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy(descr, shape, new byte[bytes]))), "x.npy", descr, "f2, f4, f8, u1");

    [TestCase("<U3", 12, "spells numbers")]
    [TestCase("|O", 8, "allow_pickle=True")]
    [TestCase("<c8", 8, "array.real, array.imag")]
    [TestCase("<M8[ns]", 8, "array - array.min()")]
    [TestCase("<m8[s]", 8, "array / numpy.timedelta64(1, 's')")]
    public void Advice_for_features_fits_the_type(string descr, int bytes, string advice)
        => AssertInputError(
            () => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy(descr, "(1, 1)", new byte[bytes]))),
            "To mend it", advice);

    [TestCase("<U3", 12)]
    [TestCase("|O", 8)]
    [TestCase("<M8[D]", 8)]
    public void Advice_for_labels_numbers_the_classes(string descr, int bytes)
        => AssertInputError(
            () => LabelFile.Load(Folder.Write("y.npy", TemporaryFolder.Npy(descr, "(1,)", new byte[bytes]))),
            "numpy.unique(array, return_inverse=True)[1]");

    [TestCase("()", "array.reshape(1, 1)")]
    [TestCase("(1,)", "array.reshape(-1, 1)")]
    public void Advice_for_a_shape_fits_the_shape(string shape, string advice)
        => AssertInputError(
            () => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy("<f4", shape, new byte[4]))), advice);

    [Test]
    public void Unsigned_integers_of_every_width_are_features()
    {
        Assert.That(Rows(FeatureFile.Load(
            Folder.Write("x.npy", TemporaryFolder.Npy("<u2", "(1, 2)", [1, 0, 255, 255])))),
            Is.EqualTo(new float[][] { [1, 65535] }));
        Assert.That(Rows(FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy(">u4", "(1, 1)", [0, 1, 0, 2])))),
            Is.EqualTo(new float[][] { [65538] }));
        Assert.That(Rows(FeatureFile.Load(
            Folder.Write("x.npy", TemporaryFolder.Npy("<u8", "(1, 1)", [0, 0, 0, 0, 0, 0, 0, 128])))),
            Is.EqualTo(new float[][] { [9.223372036854775808e18f] }));
    }

    [TestCase("<i4", 4, 16777217L)]
    [TestCase("<u4", 4, 4294967295L)]
    [TestCase("<i8", 8, -1700000001L)]
    [TestCase("<u8", 8, 1700000001L)]
    public void A_whole_number_that_float32_cannot_hold_is_refused_with_its_place(string descr, int bytes, long value)
    {
        byte[] elements = [.. BitConverter.GetBytes(16777216L)[..bytes], .. new byte[bytes],
            .. BitConverter.GetBytes(4096L << 20)[..bytes], .. BitConverter.GetBytes(value)[..bytes]];
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy(descr, "(2, 2)", elements))),
            "row 1, column 1", $"{value}", "astype('float32')");
        Assert.That(FeatureFile.Load(
            Folder.Write("x.npy", TemporaryFolder.Npy(descr, "(1, 2)", elements[..(2 * bytes)]))).Columns,
            Is.EqualTo(2));
    }

    [Test]
    public void A_key_that_occurs_twice_is_a_damaged_header()
        => AssertInputError(
            () => FeatureFile.Load(
                Folder.Write("x.npy",
                TemporaryFolder.NpyWithHeader(
                "{'descr': '<f4', 'descr': '<i4', 'fortran_order': False, 'shape': (1, 1), }", new byte[4]))),
            "'descr' occurs twice");

    [TestCase("|u1", "(2,)", new byte[] { 7, 255 }, new long[] { 7, 255 })]
    [TestCase("<u2", "(1,)", new byte[] { 255, 255 }, new long[] { 65535 })]
    [TestCase("<i4", "(1,)", new byte[] { 255, 255, 255, 255 }, new long[] { -1 })]
    [TestCase("<u4", "(1,)", new byte[] { 255, 255, 255, 255 }, new long[] { 4294967295 })]
    [TestCase(">i8", "(1,)", new byte[] { 0, 0, 0, 0, 0, 0, 0, 9 }, new long[] { 9 })]
    public void Ids_of_every_whole_type_are_read_exactly(string descr, string shape, byte[] elements, long[] expected)
        => Assert.That(NpyFile.ReadIds(Folder.Write("ids.npy", TemporaryFolder.Npy(descr, shape, elements))),
            Is.EqualTo(expected));

    [TestCase("<f8", "(1,)", 8, "2^53")]
    [TestCase("<U4", "(1,)", 16, "numpy.arange(len(array))")]
    [TestCase("<i8", "(1, 1)", 8, "array.ravel()")]
    [TestCase("<i8", "()", 8, "numpy.atleast_1d(array)")]
    [TestCase("|b1", "(1,)", 1, "save them as int64")]
    public void Ids_of_other_types_and_shapes_are_refused_with_what_mends_them(
        string descr, string shape, int bytes, string advice)
        => AssertInputError(
            () => NpyFile.ReadIds(Folder.Write("ids.npy", TemporaryFolder.Npy(descr, shape, new byte[bytes]))),
            "ids.npy", advice);

    [Test]
    public void An_id_beyond_int64_is_refused()
        => AssertInputError(
            () => NpyFile.ReadIds(
            Folder.Write("ids.npy", TemporaryFolder.Npy("<u8", "(1,)", [255, 255, 255, 255, 255, 255, 255, 255]))),
            "row 0", "2^63-1");

    [Test]
    public void Refuses_structured_types()
        => AssertInputError(
            () => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.NpyWithHeader("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", new byte[4]))),
            "structured");

    [TestCase("{'fortran_order': False, 'shape': (1, 1), }", "'descr' is missing")]
    [TestCase("{'descr': '<f4', 'shape': (1, 1), }", "'fortran_order' is missing")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, }", "'shape' is missing")]
    [TestCase("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1, 1), }", "neither True nor False")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1, -1), }", "'-1'")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1", "no tuple")]
    [TestCase("{'descr': '', 'fortran_order': False, 'shape': (1, 1), }", "x.npy")]
    public void Refuses_damaged_headers(string header, string part)
        => AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.NpyWithHeader(header, new byte[4]))), "x.npy", part);

    [Test]
    public void Refuses_other_versions()
    {
        byte[] npy = TemporaryFolder.Npy("<f4", "(1, 1)", new byte[4]);
        npy[6] = 9;
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", npy)), "version 9.0");
    }

    [Test]
    public void Refuses_every_truncation([Values] bool gzip)
    {
        byte[] npy = TemporaryFolder.Npy("<f4", "(3, 2)", new byte[24]);
        for (int length = 7; length < npy.Length; length++)
        {
            byte[] part = npy[..length];
            string path = Folder.Write("x.npy", gzip ? TemporaryFolder.Gzip(part) : part);
            AssertInputError(() => FeatureFile.Load(path), "x.npy", "truncated");
        }
    }

    [Test]
    public void Refuses_every_truncation_of_the_gzip_stream()
    {
        byte[] content = new byte[240];
        new Random(5).NextBytes(content);
        byte[] packed = TemporaryFolder.Gzip(TemporaryFolder.Npy("<i4", "(30, 2)", content));
        for (int length = 2; length < packed.Length; length++)
        {
            string path = Folder.Write("x.npy.gz", packed[..length]);
            AssertInputError(() => FeatureFile.Load(path), "x.npy.gz");
        }
    }

    [Test]
    public void Refuses_damage_inside_the_gzip_stream()
    {
        byte[] packed = TemporaryFolder.Gzip(TemporaryFolder.Npy("<i4", "(30, 2)", new byte[240]));
        packed[^6] ^= 0x55;
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy.gz", packed)), "x.npy.gz", "damaged");
    }

    [Test]
    public void Refuses_trailing_bytes([Values] bool gzip)
    {
        byte[] npy = [.. TemporaryFolder.Npy("<f4", "(3, 2)", new byte[24]), 1, 2, 3];
        AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", gzip ? TemporaryFolder.Gzip(npy) : npy)), "x.npy", "bytes left after");
    }

    [TestCase("(3000000000, 2)")]
    [TestCase("(65536, 65536)")]
    [TestCase("(9223372036854775807, 9223372036854775807, 4)")]
    [TestCase("(0, 9223372036854775807)")]
    public void Refuses_more_than_2_to_31_elements(string shape)
        => AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy("|u1", shape, new byte[10]))), "2^31");

    [Test]
    public void Allocates_nothing_for_a_size_that_the_file_cannot_have([Values] bool gzip)
    {
        byte[] npy = TemporaryFolder.Npy("<f8", "(1000000, 100)", new byte[100]);
        string path = Folder.Write("x.npy", gzip ? TemporaryFolder.Gzip(npy) : npy);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertInputError(() => FeatureFile.Load(path), "truncated", "800000000");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void Refuses_bools_that_are_neither_0_nor_1()
        => AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy("|b1", "(1, 3)", [1, 0, 2]))), "value 2", "is 2");

    [TestCase("()", 1, "shape ()")]
    [TestCase("(3,)", 3, "shape (3,)")]
    [TestCase("(0, 3)", 0, "no rows")]
    [TestCase("(3, 0)", 0, "no features")]
    public void Refuses_shapes_that_are_not_n_x_d(string shape, int bytes, string part)
        => AssertInputError(() => FeatureFile.Load(Folder.Write("x.npy", TemporaryFolder.Npy("|u1", shape, new byte[bytes]))), "x.npy", part);
}
