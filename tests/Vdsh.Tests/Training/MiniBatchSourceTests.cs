// The rows that training sees: every row at most once a sweep, standardised, thinned out at the stated rate, the same for the same seed.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

public sealed class MiniBatchSourceTests
{
    private static MiniBatchSource Create(LabeledData data, int batch, float dropout)
        => new(data.Features, Standardization.Learn(data.Features), SmallProblem.Options with { Batch = batch, InputDropout = dropout });

    [TestCase(2, 256, 1, 2)]
    [TestCase(100, 256, 1, 100)]
    [TestCase(1437, 128, 11, 130)]
    [TestCase(1437, 256, 6, 239)]
    [TestCase(60000, 256, 234, 256)]
    public void Batches_are_equal_and_nearly_as_large_as_asked(int rows, int batch, int batches, int batchRows)
    {
        MiniBatchSource source = Create(SmallProblem.Clouds(2, 1).Select([.. Enumerable.Range(0, rows).Select(i => i % 2)]), batch, 0);
        Assert.That((source.Batches, source.BatchRows), Is.EqualTo((batches, batchRows)));
    }

    [Test]
    public void A_sweep_shows_each_row_at_most_once_and_the_next_in_another_order()
    {
        MiniBatchSource source = Create(SmallProblem.Clouds(101, 1), 25, 0);
        int[] Sweep(int sweep) => [.. Enumerable.Range(0, source.Batches).SelectMany(batch => source.Rows(sweep, batch).ToArray())];
        int[] first = Sweep(0), second = Sweep(1);
        Assert.That(first, Is.Unique);
        Assert.That(first, Has.Length.EqualTo(source.Batches * source.BatchRows));
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(Sweep(0), Is.EqualTo(first));
    }

    [Test]
    public void Dropout_zeroes_its_share_and_scales_up_the_rest()
    {
        LabeledData data = SmallProblem.Clouds(2000, 3);
        float[,] plain = Uploaded(data, 0f), thinned = Uploaded(data, 0.2f);
        int dropped = 0;
        for (int i = 0; i < plain.GetLength(0); i++)
        {
            for (int j = 0; j < plain.GetLength(1); j++)
            {
                if (thinned[i, j] == 0)
                    dropped++;
                else
                    Assert.That(thinned[i, j], Is.EqualTo(plain[i, j] / 0.8f).Within(1e-5));
            }
        }
        Assert.That((double)dropped / plain.Length, Is.EqualTo(0.2).Within(0.012), "five standard deviations");
    }

    private static float[,] Uploaded(LabeledData data, float dropout)
    {
        using var backend = new CpuBackend();
        MiniBatchSource source = Create(data, 2000, dropout);
        using DeviceMatrix matrix = backend.Allocate(source.BatchRows, data.Features.Columns);
        source.Upload(backend, 2, 0, matrix);
        float[,] values = new float[matrix.Rows, matrix.Columns];
        backend.Download(matrix, values);
        return values;
    }
}
