// The counts behind the word "unseen", against comparing every row with every other.
using FsCheck;
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Tests.Evaluation;

public sealed class ItemOverlapTests
{
    [FsCheck.NUnit.Property(MaxTest = 100)]
    public void Counts_equal_comparing_every_row_with_every_other(PositiveInt seed, PositiveInt spread)
    {
        SeededRandom random = new((ulong)seed.Get, 3);
        float[][] queries = Rows(8), database = Rows(12), training = Rows(10);
        ItemOverlap overlap = ItemOverlap.Of(Matrix(queries), Matrix(database), ItemHashes.Of(Matrix(training)));
        Assert.That(overlap, Is.EqualTo(new ItemOverlap
        {
            QueriesInTraining = queries.Count(row => training.Any(row.SequenceEqual)),
            DatabaseInTraining = database.Count(row => training.Any(row.SequenceEqual)),
            QueriesInDatabase = queries.Count(row => database.Any(row.SequenceEqual)),
            RepeatedQueries = queries.Count(row => queries.Count(row.SequenceEqual) > 1),
        }));
        Assert.That(ItemOverlap.Of(Matrix(queries), Matrix(database), training: null),
            Is.EqualTo(overlap with { QueriesInTraining = null, DatabaseInTraining = null }));

        float[][] Rows(int most)
            => [.. Enumerable.Range(0, random.NextInt32(most + 1))
            .Select(_ => (float[])[random.NextInt32(1 + spread.Get % 9), random.NextInt32(2)])];
    }

    [Test]
    public void Of_codes_nothing_is_known()
        => Assert.That(ItemOverlap.Unknown,
            Is.EqualTo(new ItemOverlap { QueriesInTraining = null, DatabaseInTraining = null, QueriesInDatabase = null,
            RepeatedQueries = null }));

    private static FeatureMatrix Matrix(float[][] rows)
        => FeatureMatrix.FromArray<float>([.. rows.SelectMany(row => row)], rows.Length, 2);
}
