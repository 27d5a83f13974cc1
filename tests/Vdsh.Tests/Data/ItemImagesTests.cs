// Pictures must stay with their items through every split, and be what the features say.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Data.Formats;

namespace Vdsh.Tests.Data;

public sealed class ItemImagesTests : DataTestBase
{
    [TestCase(1, 1)]
    [TestCase(8, 8)]
    [TestCase(28, 28)]
    [TestCase(3, 70)]
    public void A_png_holds_its_pixels(int width, int height)
    {
        var random = new SeededRandom((ulong)(width * 100 + height));
        byte[] pixels = [.. Enumerable.Range(0, width * height).Select(_ => (byte)random.NextInt32(256))];
        (int Width, int Height, byte[] Pixels) read = ReadPng(PngWriter.Write(pixels, width, height));
        Assert.That((read.Width, read.Height), Is.EqualTo((width, height)));
        Assert.That(read.Pixels, Is.EqualTo(pixels));
    }

    [Test]
    public void A_png_of_the_wrong_size_is_refused()
        => Assert.That(() => PngWriter.Write(new byte[5], 2, 3), Throws.ArgumentException.With.Message.Contains("2 x 3"));

    [TestCase("split")]
    [TestCase("unseen")]
    public void Digits_show_their_own_features_in_every_part_of_a_split(string protocol)
    {
        ProtocolSplit split = DatasetCatalog.Load("digits", protocol, 3);
        foreach (LabeledData part in (LabeledData[])[split.Training, split.Queries, split.Database])
        {
            Assert.That(part.Images, Is.Not.Null);
            Assert.That(part.Images!.Count, Is.EqualTo(part.Count));
            float[] features = new float[part.Features.Columns];
            foreach (int row in (int[])[0, part.Count / 2, part.Count - 1])
            {
                part.Features.CopyRow(row, features);
                ItemImage image = part.Images[row];
                Assert.That((image.MediaType, image.Width, image.Height), Is.EqualTo(("image/png", 8, 8)));
                Assert.That(ReadPng(image.Bytes.ToArray()).Pixels, Is.EqualTo(features.Select(value => (byte)MathF.Round(value / 16 * 255))));
            }
        }
    }

    [Test]
    public void Joined_parts_keep_their_pictures_where_both_have_some()
    {
        LabeledData first = WithImages(0, 3), second = WithImages(3, 2);
        LabeledData joined = first.Concatenate(second);
        Assert.That(Enumerable.Range(0, 5).Select(row => (int)joined.Images![row].Bytes.Span[0]), Is.EqualTo(Enumerable.Range(0, 5)));
        Assert.That(joined.Select([4, 0, 4]).Images!.Count, Is.EqualTo(3));
        Assert.That(joined.Select([4, 0]).Images![0].Bytes.Span[0], Is.EqualTo(4));
        Assert.That(first.Concatenate(new LabeledData(second.Features, second.Labels)).Images, Is.Null);
        Assert.That(() => new LabeledData(first.Features, first.Labels) { Images = second.Images }, Throws.ArgumentException);
    }

    [Test]
    public void A_pack_gives_the_header_and_the_body_of_each_picture()
    {
        byte[] pack = [.. "C10JPEG1"u8, 3, 0, 0, 0, 2, 0, 0, 0, 0xFF, 0xD8, 7, 8, 9, 1, 0, 0, 0, 2, 0, 10, 20, 21];
        string path = Folder.Write("some.pack", pack);
        string hash = Convert.ToHexStringLower(SHA256.HashData(pack));
        var images = new JpegPack(path, hash, 3, 32);
        Assert.That(images.Count, Is.EqualTo(3));
        Assert.That(images[0].Bytes.ToArray(), Is.EqualTo(new byte[] { 0xFF, 0xD8, 10 }));
        Assert.That(images[1].Bytes.ToArray(), Is.EqualTo(new byte[] { 0xFF, 0xD8 }));
        Assert.That(images[2].Bytes.ToArray(), Is.EqualTo(new byte[] { 0xFF, 0xD8, 20, 21 }));
        Assert.That(() => new JpegPack(path, hash, 2, 32)[0], Throws.TypeOf<InputException>());
        Assert.That(() => new JpegPack(path, new string('0', 64), 3, 32)[0], Throws.TypeOf<InputException>().With.Message.Contains("SHA-256"));
        Assert.That(() => new JpegPack(path + "x", hash, 3, 32)[0], Throws.TypeOf<InputException>());
    }

    // The good pack: 3 pictures, 2 bytes of header, lengths 1, 0 and 2.
    [TestCase("another magic", 0, 0, 30)]
    [TestCase("more pictures than it holds", 8, 0xFF, 30)]
    [TestCase("a header longer than the file", 15, 0xFF, 30)]
    [TestCase("a header that ends among the bodies", 12, 5, 30)]
    [TestCase("a body longer than the file", 22, 0xFF, 30)]
    [TestCase("its last byte missing", 0, 'C', 29)]
    [TestCase("its lengths cut off", 0, 'C', 24)]
    [TestCase("its header cut off", 0, 'C', 17)]
    [TestCase("half of its numbers", 0, 'C', 9)]
    [TestCase("no byte", 0, 'C', 0)]
    public void A_pack_with_a_fault_is_refused(string fault, int place, int value, int length)
    {
        byte[] pack = [.. "C10JPEG1"u8, 3, 0, 0, 0, 2, 0, 0, 0, 0xFF, 0xD8, 7, 8, 9, 1, 0, 0, 0, 2, 0, 10, 20, 21];
        pack[place] = (byte)value;
        pack = pack[..length];
        string path = Folder.Write("damaged.pack", pack), hash = Convert.ToHexStringLower(SHA256.HashData(pack));
        Assert.That(
            () => new JpegPack(path, hash, 3, 32)[2],
            Throws.TypeOf<InputException>().With.Message.Contains(path),
            fault);
    }

    [Test]
    public void Cifar_items_have_their_jpeg_pictures()
    {
        string folder = RealData.FolderOrIgnore("cifar10");
        ProtocolSplit split = DatasetCatalog.Load("cifar10-gist", "cifar-i", 1, folder);
        if (split.Queries.Images is null)
            Assert.Ignore("cifar10_jpeg.pack is not beside the features.");
        ItemImage image = split.Queries.Images![17];
        Assert.That(image.MediaType, Is.EqualTo("image/jpeg"));
        Assert.That(image.Bytes.Span[..2].ToArray(), Is.EqualTo(new byte[] { 0xFF, 0xD8 }));
        Assert.That(image.Bytes.Span[^2..].ToArray(), Is.EqualTo(new byte[] { 0xFF, 0xD9 }));
        Assert.That(split.ClassNames[split.Queries.Labels.ClassOf(0)], Is.Not.Empty);
    }

    private static LabeledData WithImages(int first, int count) => new(
        FeatureMatrix.FromArray([.. Enumerable.Range(first, count)], count, 1), LabelSet.FromClasses(new int[count], 1)) { Images = new Numbered(first, count) };

    // Reads what the writer writes, by the standard.
    private static (int Width, int Height, byte[] Pixels) ReadPng(byte[] file)
    {
        Assert.That(file[..8], Is.EqualTo(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }));
        var chunks = new Dictionary<string, byte[]>();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            Assert.That(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)), Is.EqualTo(Crc(file.AsSpan(at + 4, 4 + length))), "checksum");
            chunks.Add(Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
        Assert.That(chunks.Keys, Is.EqualTo((string[])["IHDR", "IDAT", "IEND"]));
        byte[] header = chunks["IHDR"];
        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        Assert.That(header[8..], Is.EqualTo(new byte[] { 8, 0, 0, 0, 0 }));
        var data = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress))
            zlib.CopyTo(data);
        byte[] rows = data.ToArray();
        Assert.That(rows, Has.Length.EqualTo(height * (width + 1)));
        Assert.That(Enumerable.Range(0, height).Select(row => rows[row * (width + 1)]), Is.All.Zero);
        return (width, height, [.. Enumerable.Range(0, height).SelectMany(row => rows[(row * (width + 1) + 1)..((row + 1) * (width + 1))])]);
    }

    // CRC-32 bit by bit, as the standard's formula has it.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = crc % 2 == 1 ? crc / 2 ^ 0xEDB88320 : crc / 2;
        }
        return ~crc;
    }

    private sealed class Numbered(int first, int count) : ItemImages
    {
        public override int Count => count;

        public override ItemImage this[int row] => new("image/png", (byte[])[(byte)(first + row)], 1, 1);
    }
}
