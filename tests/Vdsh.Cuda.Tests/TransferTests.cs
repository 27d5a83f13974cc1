// Arrays of more than 2 GiB go to a device in pieces; the counting is checked without such an array.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Cuda.Compute;

namespace Vdsh.Cuda.Tests;

[TestFixture]
public sealed class TransferTests
{
    [TestCase(0, 8, 64)]
    [TestCase(1, 8, 64)]
    [TestCase(8, 8, 64)]
    [TestCase(9, 8, 64)]
    [TestCase(100, 8, 60)]
    [TestCase(5, 8, 1)]
    [TestCase(int.MaxValue, 8, 16 << 20)]
    [TestCase(int.MaxValue, 8, int.MaxValue)]
    [TestCase(int.MaxValue, 4, 16 << 20)]
    [TestCase(int.MaxValue - 1, 1, 16 << 20)]
    public void Pieces_follow_each_other_without_gaps_and_fit(int elements, int elementBytes, int mostBytes)
    {
        TransferPieces pieces = new(elements, elementBytes, mostBytes);
        long done = 0;
        while (pieces.MoveNext())
        {
            Assert.That(pieces.First, Is.EqualTo(done));
            Assert.That((ulong)pieces.Offset, Is.EqualTo((ulong)done * (ulong)elementBytes));
            Assert.That(pieces.Count, Is.Positive);
            Assert.That(pieces.Bytes, Is.EqualTo((long)pieces.Count * elementBytes));
            Assert.That(pieces.Bytes, Is.AtMost(Math.Max(mostBytes, elementBytes)));
            done += pieces.Count;
        }
        Assert.That(done, Is.EqualTo(elements));
    }

    [Test]
    public void Rows_longer_than_a_staging_buffer_arrive_whole_and_come_back()
    {
        TestDevice.RequireDevice(races: false);
        const int Columns = (4 << 20) + 5;
        using var cuda = new CudaBackend();
        using DeviceMatrix matrix = cuda.Allocate(2, Columns);
        float[,] values = new float[2, Columns], back = new float[2, Columns];
        for (int i = 0; i < Columns; i++)
            (values[0, i], values[1, i]) = (i, -i);
        cuda.Upload(values, matrix);
        cuda.Download(matrix, back);
        Assert.That(back.AsSpan().SequenceEqual(values.AsSpan()), Is.True);
    }
}
