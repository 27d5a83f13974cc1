// An item is the same item in whatever file it lies; these tests hold its hash to that, and to the documented bytes.
using System.Security.Cryptography;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public sealed class ItemHashesTests
{
    private const int Rows = 700, Columns = 9;

    [Test]
    public void A_hash_is_the_first_eight_bytes_of_SHA_256_over_little_endian_float32()
    {
        byte[] bytes = [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc1, 0, 0, 0, 0];
        ulong expected = BitConverter.ToUInt64(SHA256.HashData(bytes));
        Assert.That(ItemHashes.OfRow([1f, -10f, 0f]), Is.EqualTo(expected));
        Assert.That(ItemHashes.OfRow([1f, -10f, -0f]), Is.EqualTo(expected), "-0 counts as 0");
        Assert.That(expected, Is.EqualTo(0x12A7F9AC5D8A3322), "as Python's hashlib says");
    }

    [Test]
    public void Items_are_the_same_in_every_type_and_order_of_storage()
    {
        byte[] values = Values(1);
        ulong[] expected = ItemHashes.OfRows(Matrix(values));
        Assert.That(ItemHashes.OfRows(
            FeatureMatrix.FromArray(Array.ConvertAll(values, value => (float)value), Rows, Columns)),
            Is.EqualTo(expected));
        Assert.That(ItemHashes.OfRows(
            FeatureMatrix.FromArray(Array.ConvertAll(values, value => (double)value), Rows, Columns)),
            Is.EqualTo(expected));
        Assert.That(ItemHashes.OfRows(
            FeatureMatrix.FromArray(Array.ConvertAll(values, value => (Half)value), Rows, Columns)),
            Is.EqualTo(expected));
        int[] reversed = [.. Enumerable.Range(0, Rows).Reverse()];
        Assert.That(ItemHashes.OfRows(Matrix(values).Select(reversed)), Is.EqualTo(expected.Reverse()));
        Assert.That(ItemHashes.Of(Matrix(values).Select(reversed)).Values.ToArray(),
            Is.EqualTo(ItemHashes.Of(Matrix(values)).Values.ToArray()));
    }

    [Test]
    public void A_set_holds_every_item_once_in_ascending_order()
    {
        FeatureMatrix items = Matrix(Values(2));
        ItemHashes set = ItemHashes.Of(items.Concatenate(items));
        Assert.That(set.Values.ToArray(), Is.EqualTo(ItemHashes.OfRows(items).Distinct().Order()));
        Assert.That(set.Count, Is.EqualTo(set.Values.Length));
        Assert.That(set.CountOf(ItemHashes.OfRows(items.Concatenate(items))), Is.EqualTo(2 * Rows));
        Assert.That(set.CountOf(ItemHashes.OfRows(Matrix(Values(3)))), Is.Zero);
    }

    [Test]
    public void Rows_that_differ_in_one_value_or_in_the_order_of_values_are_different_items()
    {
        float[] row = [.. Enumerable.Range(0, 40).Select(i => (float)i)];
        HashSet<ulong> hashes =
            [ItemHashes.OfRow(row), ItemHashes.OfRow([.. row.Reverse()]), ItemHashes.OfRow(row.AsSpan(1)),
            ItemHashes.OfRow([])];
        for (int i = 0; i < row.Length; i++)
        {
            float[] other = [.. row];
            other[i] = MathF.BitIncrement(other[i]);
            hashes.Add(ItemHashes.OfRow(other));
        }
        Assert.That(hashes, Has.Count.EqualTo(44));
        Assert.That(row[7], Is.EqualTo(7f), "the caller's row stays as it is");
    }

    private static byte[] Values(ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, Rows * Columns).Select(_ => (byte)random.NextInt32(256))];
    }

    private static FeatureMatrix Matrix(byte[] values) => FeatureMatrix.FromArray(values, Rows, Columns);
}
