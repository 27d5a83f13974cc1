// Tensor files come from other people's disks and tools: what we write must be exactly the format, and nothing we read may surprise us.
using System.Buffers.Binary;
using System.Text;
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

[TestFixture]
public sealed class SafetensorsTests
{
    private string folder = "";

    [SetUp]
    public void CreateFolder() => folder = Directory.CreateTempSubdirectory("vdsh-safetensors-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void What_is_written_is_read_back()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        float[] floats = [.. Enumerable.Range(0, 35).Select(_ => random.NextSingle()), float.NaN, float.NegativeInfinity, -0f];
        double[] doubles = [random.NextDouble(), double.Epsilon];
        long[] longs = [long.MinValue, -1, long.MaxValue];
        byte[] bytes = new byte[7];
        random.NextBytes(bytes);
        var writer = new SafetensorsWriter();
        writer.Add("bytes", bytes);
        writer.Add("floats", floats, 2, 19);
        writer.Add("doubles", doubles, 1, 2, 1);
        writer.Add("longs", longs);
        writer.Add("empty", Array.Empty<float>(), 0, 5);
        writer.Add("scalar \u00e9\u20ac\"\n", [1.5f], 1);
        writer.Add("device", 3, 4, FillWithPlace);
        writer.AddMetadata("note", "line\nand \"quotes\" \u00e9\u20ac");
        string path = Save(writer);

        using var reader = SafetensorsReader.Open(path);
        Assert.Multiple(() =>
        {
            Assert.That(reader.Read<float>("floats").AsSpan().AsBytes().ToArray(), Is.EqualTo(floats.AsSpan().AsBytes().ToArray()), $"seed {seed}");
            Assert.That(reader.Read<double>("doubles"), Is.EqualTo(doubles));
            Assert.That(reader.Read<long>("longs"), Is.EqualTo(longs));
            Assert.That(reader.Read<byte>("bytes"), Is.EqualTo(bytes));
            Assert.That(reader.Read<float>("empty"), Is.Empty);
            Assert.That(reader.Read<float>("scalar \u00e9\u20ac\"\n"), Is.EqualTo(new[] { 1.5f }));
            Assert.That(reader.Read<float>("device"), Is.EqualTo(Enumerable.Range(0, 12).Select(i => (float)(i / 4 * 10 + i % 4)).ToArray()));
            Assert.That(reader.Metadata["note"], Is.EqualTo("line\nand \"quotes\" \u00e9\u20ac"));
            Assert.That(reader.Describe("doubles").Shape.ToArray(), Is.EqualTo(new long[] { 1, 2, 1 }));
            Assert.That(reader.Tensors, Has.Count.EqualTo(7));
        });
    }

    [Test]
    public void Tensors_larger_than_one_chunk_are_read_back()
    {
        long[] values = [.. Enumerable.Range(0, (1 << 21) + 3).Select(i => (long)i * i)];
        var writer = new SafetensorsWriter();
        writer.Add("large", values);
        using var reader = SafetensorsReader.Open(Save(writer));
        Assert.That(reader.Read<long>("large").AsSpan().SequenceEqual(values), Is.True);
    }

    [Test]
    public void The_bytes_are_those_of_the_format()
    {
        var writer = new SafetensorsWriter();
        writer.Add("b", (byte[])[7, 8, 9], 3, 1);
        writer.Add("a", [1f]);
        writer.AddMetadata("z", "1");
        writer.AddMetadata("k", "v");
        const string json = """{"__metadata__":{"k":"v","z":"1"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[3,1],"data_offsets":[4,7]}}""";
        string padded = json.PadRight((json.Length + 7) / 8 * 8);
        byte[] expected = [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded), 0, 0, 0x80, 0x3f, 7, 8, 9];
        Assert.That(File.ReadAllBytes(Save(writer)), Is.EqualTo(expected));
    }

    [Test]
    public void The_order_of_the_calls_does_not_change_the_bytes()
    {
        string[] names = ["layers.10", "layers.2", "m", "layers.1"];
        byte[][] files = [.. new[] { names, [.. names.Reverse()] }.Select(order =>
        {
            var writer = new SafetensorsWriter();
            foreach (string name in order)
            {
                writer.Add(name, new float[name.Length]);
                writer.Add(name + " bytes", new byte[name.Length]);
                writer.Add(name + " longs", new long[name.Length]);
                writer.AddMetadata(name, name);
            }
            return File.ReadAllBytes(Save(writer));
        })];
        Assert.That(files[1], Is.EqualTo(files[0]));
    }

    [Test]
    public void Wide_elements_are_aligned()
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", new byte[3]);
        writer.Add("b", new float[3]);
        writer.Add("c", (double[])[Math.PI]);
        byte[] file = File.ReadAllBytes(Save(writer));
        int at = file.AsSpan().IndexOf(BitConverter.GetBytes(Math.PI));
        Assert.That(at, Is.Positive.And.Matches<int>(place => place % 8 == 0));
    }

    [TestCase("""[]""", 0, "not a JSON object")]
    [TestCase("""{"a":""", 0, "not valid JSON")]
    [TestCase("""{} x""", 0, "not valid JSON")]
    [TestCase("", 0, "not valid JSON")]
    [TestCase("""{"a":3}""", 0, "'a' is not a JSON object")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "needs dtype, shape and two data_offsets")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "needs dtype, shape and two data_offsets")]
    [TestCase("""{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}""", 4, "dtype 'BF16'")]
    [TestCase("""{"a":{"dtype":5,"shape":[2],"data_offsets":[0,4]}}""", 4, "not a string")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "unknown property 'more'")]
    [TestCase("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "dtype twice")]
    [TestCase("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4, "'a' twice")]
    [TestCase("""{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__ twice")]
    [TestCase("""{"__metadata__":{"x":"1","x":"2"}}""", 0, "'x' twice")]
    [TestCase("""{"__metadata__":{"x":1}}""", 0, "not a string")]
    [TestCase("""{"__metadata__":[]}""", 0, "not a JSON object")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "whole number")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole number")]
    [TestCase("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "whole number")]
    [TestCase("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", 4, "whole number")]
    [TestCase("""{"a":{"dtype":"F32","shape":{},"data_offsets":[0,4]}}""", 4, "not a JSON array")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "more than 8")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "too large")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "data_offsets are 4..0")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "truncated")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "1 bytes follow")]
    [TestCase("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}""", 7, "'b' overlaps")]
    [TestCase("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[5,9]}}""", 9, "'b' follows a gap")]
    [TestCase("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[1,5]}}""", 5, "'a' follows a gap")]
    [TestCase("""{"a\u0007\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,5]}}""", 5, "not valid JSON")]
    [TestCase("""{"a\n\u0007":{"dtype":"U8","shape":[4],"data_offsets":[0,5]}}""", 5, @"'a\n\u0007'")]
    public void A_bad_header_is_named(string json, int dataLength, string expected)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        string path = Write([.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[dataLength]]);
        Assert.That(() => SafetensorsReader.Open(path), Throws.TypeOf<InputException>().With.Message.Contains(expected)
            .And.Message.Contains(path).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void Text_that_is_not_UTF8_is_refused()
    {
        byte[] header = [.. "{\""u8, 0xff, 0xfe, .. "\":{}}"u8];
        string path = Write([.. BitConverter.GetBytes((long)header.Length), .. header]);
        Assert.That(() => SafetensorsReader.Open(path), Throws.TypeOf<InputException>());
    }

    [Test]
    public void An_empty_header_is_a_file_without_tensors()
    {
        using var reader = SafetensorsReader.Open(Write([2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']));
        Assert.That(reader.Tensors, Is.Empty);
    }

    [TestCase(ulong.MaxValue, "not a safetensors file")]
    [TestCase((ulong)(16 << 20) + 1, "not a safetensors file")]
    [TestCase(16UL << 20, "announces a header")]
    [TestCase(3UL, "announces a header")]
    public void A_header_length_beyond_cap_or_file_is_refused_without_allocating(ulong length, string expected)
    {
        byte[] file = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        string path = Write(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => SafetensorsReader.Open(path), Throws.TypeOf<InputException>().With.Message.Contains(expected));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void Files_that_are_no_tensor_files_are_named()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => SafetensorsReader.Open(Path.Combine(folder, "absent")), Throws.TypeOf<InputException>().With.Message.Contains("does not exist"));
            Assert.That(() => SafetensorsReader.Open(Path.Combine(folder, "no", "folder")), Throws.TypeOf<InputException>().With.Message.Contains("does not exist"));
            Assert.That(() => SafetensorsReader.Open(folder), Throws.TypeOf<InputException>().With.Message.Contains("directory"));
            Assert.That(() => SafetensorsReader.Open(Write([])), Throws.TypeOf<InputException>().With.Message.Contains("0 bytes"));
            Assert.That(() => SafetensorsReader.Open(Write([0x93, .. "NUMPY"u8, 1, 0, 118, 0])), Throws.TypeOf<InputException>().With.Message.Contains("NumPy"));
            Assert.That(() => SafetensorsReader.Open(Path.Combine(Write([1]), "below a file")), Throws.TypeOf<InputException>());
        });
    }

    [Test]
    public void Reading_checks_name_type_and_shape()
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", new float[6], 2, 3);
        using var reader = SafetensorsReader.Open(Save(writer));
        float[] six = new float[6];
        Assert.Multiple(() =>
        {
            Assert.That(() => reader.Read<float>("b"), Throws.TypeOf<InputException>().With.Message.Contains("no tensor 'b'"));
            Assert.That(() => reader.Read<long>("a"), Throws.TypeOf<InputException>().With.Message.Contains("F32 [2, 3], expected I64"));
            Assert.That(() => reader.Read<float>("a", six, 3, 2), Throws.TypeOf<InputException>().With.Message.Contains("F32 [2, 3], expected F32 [3, 2]"));
            Assert.That(() => reader.Read<float>("a", new float[5], 2, 3), Throws.ArgumentException);
            Assert.That(() => reader.Read<float>("a", six, 2, 3), Throws.Nothing);
        });
    }

    [Test]
    public void The_writer_refuses_what_no_reader_would_accept()
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", new float[1]);
        Assert.Multiple(() =>
        {
            Assert.That(() => writer.Add("a", new float[1]), Throws.ArgumentException);
            Assert.That(() => writer.Add("__metadata__", new float[1]), Throws.ArgumentException);
            Assert.That(() => writer.Add("", new float[1]), Throws.ArgumentException);
            Assert.That(() => writer.Add("shape", new float[5], 2, 3), Throws.ArgumentException);
            Assert.That(() => writer.Add("type", new short[1]), Throws.ArgumentException);
        });
    }

    [Test]
    public void A_failed_write_leaves_the_old_file()
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", [1f]);
        string path = Save(writer);
        byte[] before = File.ReadAllBytes(path);
        writer.Add("b", 1, 1, _ => throw new NotFiniteNumberException());
        Assert.That(() => writer.Save(path), Throws.TypeOf<NotFiniteNumberException>());
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1), "nothing half-written may stay");
    }

    private static void FillWithPlace(Span2D<float> matrix)
    {
        for (int row = 0; row < matrix.Height; row++)
        {
            for (int column = 0; column < matrix.Width; column++)
                matrix[row, column] = row * 10 + column;
        }
    }

    private string Save(SafetensorsWriter writer)
    {
        string path = Path.Combine(folder, Path.GetRandomFileName());
        writer.Save(path);
        return path;
    }

    private string Write(byte[] content)
    {
        string path = Path.Combine(folder, Path.GetRandomFileName());
        File.WriteAllBytes(path, content);
        return path;
    }
}
