// Vectors must drop what the plain reading of the draws drops, for every length, and threads must not change a batch.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

public sealed class InputDropoutTests
{
    [Test]
    public void Rows_lose_what_the_draws_say([Values(1, 2, 3, 4, 15, 16, 17, 31, 33, 64, 100, 785)] int columns, [Values(0.0001f, 0.2f, 0.5f, 0.9999f)] float rate)
    {
        const int Rows = 5;
        var random = new SeededRandom((ulong)columns);
        var dropout = new InputDropout(Rows, columns, rate);
        dropout.Draw(new SeededRandom(7));
        var draws = new SeededRandom(7);
        float[][] expected = new float[Rows][], actual = new float[Rows][];
        for (int row = 0; row < Rows; row++)
        {
            actual[row] = [.. Enumerable.Range(0, columns).Select(_ => (float)random.NextGaussian())];
            expected[row] = new float[columns];
            ulong bits = 0;
            for (int j = 0; j < columns; j++)
            {
                bits = j % 4 == 0 ? draws.NextUInt64() : bits >> 16;
                expected[row][j] = (bits & 0xFFFF) < (uint)(rate * 65536) ? 0 : actual[row][j] * (1f / (1f - rate));
            }
        }

        // In any order, because all is drawn.
        for (int row = Rows - 1; row >= 0; row--)
            dropout.Apply(row, actual[row]);
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void A_batch_is_the_same_with_any_threads_and_on_a_backend_that_lends_none()
    {
        LabeledData data = SmallProblem.Clouds(150, 9);
        float[,] one = Batch(data, 1, lends: true), several = Batch(data, 3, lends: true), staged = Batch(data, 2, lends: false);
        Assert.That(several, Is.EqualTo(one));
        Assert.That(staged, Is.EqualTo(one));
    }

    private static float[,] Batch(LabeledData data, int threads, bool lends)
    {
        using var backend = new CpuBackend(new CpuBackendOptions { Threads = threads });
        var source = new MiniBatchSource(data.Features, Standardization.Learn(data.Features), SmallProblem.Options with { Batch = 70, InputDropout = 0.3f });
        using DeviceMatrix matrix = backend.Allocate(source.BatchRows, data.Features.Columns);
        source.Upload(lends ? backend : new Cli.FaultyBackend("", backend), 1, 1, matrix);
        float[,] values = new float[matrix.Rows, matrix.Columns];
        backend.Download(matrix, values);
        return values;
    }
}
