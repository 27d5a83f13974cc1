// The gallery must show what a search returns, wrong items marked as such, and queries of all qualities.
using NUnit.Framework;
using Vdsh.Cli.Measuring;
using Vdsh.Cli.Reports;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Compute;

namespace Vdsh.Tests.Reports;

internal sealed class GalleryTests
{
    private CpuBackend engine = null!;

    [OneTimeSetUp]
    public void CreateEngine() => engine = new CpuBackend(new CpuBackendOptions { Threads = 2 });

    [OneTimeTearDown]
    public void DisposeEngine() => engine.Dispose();

    [Test]
    public void Shows_the_nearest_items_of_queries_from_the_worst_to_the_best()
    {
        ProtocolSplit split = DatasetCatalog.Load("digits", null, 4);
        const int Bits = 12;
        HashCodes queries = RandomCodes.Create(split.Queries.Count, Bits, 1), database = RandomCodes.Create(split.Database.Count, Bits, 2);
        GalleryPanel gallery = GalleryBuilder.Build(engine, "random", queries, database, split)!;
        Assert.That(gallery.Queries, Has.Count.EqualTo(12));
        double[] shown = [.. gallery.Queries.Select(query => query.AveragePrecision)];
        Assert.That(shown, Is.Ordered);
        double[] naive = [.. Enumerable.Range(0, queries.Count).Select(AveragePrecision)];
        Assert.That(shown[0], Is.EqualTo(naive.Min()).Within(1e-12));
        Assert.That(shown[^1], Is.EqualTo(naive.Max()).Within(1e-12));

        int worst = Array.IndexOf(naive, naive.Min());
        Assert.That(gallery.Queries[0].Image.Bytes.ToArray(), Is.EqualTo(split.Queries.Images![worst].Bytes.ToArray()));
        (int Distance, int Id)[] nearest = [.. NaiveHamming.Sorted(database, queries, worst).Take(10)];
        Assert.That(gallery.Queries[0].Nearest.Select(item => item.Distance), Is.EqualTo(nearest.Select(item => item.Distance)));
        for (int rank = 0; rank < 10; rank++)
        {
            GalleryItem item = gallery.Queries[0].Nearest[rank];
            int label = split.Database.Labels.ClassOf(nearest[rank].Id);
            Assert.That(item.Image.Bytes.ToArray(), Is.EqualTo(split.Database.Images![nearest[rank].Id].Bytes.ToArray()));
            Assert.That(item.Label, Is.EqualTo($"{label}"));
            Assert.That(item.IsRelevant, Is.EqualTo(label == split.Queries.Labels.ClassOf(worst)));
        }

        double AveragePrecision(int query)
        {
            int[] all = new int[Bits + 1], relevant = new int[Bits + 1];
            for (int item = 0; item < database.Count; item++)
            {
                int distance = System.Numerics.BitOperations.PopCount(queries[query][0] ^ database[item][0]);
                all[distance]++;
                relevant[distance] += split.Queries.Labels.ClassOf(query) == split.Database.Labels.ClassOf(item) ? 1 : 0;
            }
            return new Vdsh.Evaluation.TieAwareMeasures(database.Count).AveragePrecision(all, relevant);
        }
    }

    [Test]
    public void Small_databases_and_class_names_are_fine()
    {
        ProtocolSplit digits = DatasetCatalog.Load("digits", null, 4);
        LabeledData few = digits.Database.Select([0, 1, 2]);
        int label = few.Labels.ClassOf(0);
        LabeledData query = digits.Queries.Select([Enumerable.Range(0, digits.Queries.Count).First(row => digits.Queries.Labels.ClassOf(row) == label)]);
        string[] names = [.. Enumerable.Range(0, 10).Select(number => $"digit {number}")];
        ProtocolSplit split = ProtocolBuilder.Build("few", "split", 1, few, query, names);
        GalleryPanel gallery = GalleryBuilder.Build(engine, "few", RandomCodes.Create(1, 8, 1), RandomCodes.Create(3, 8, 2), split)!;
        Assert.That(gallery.Queries, Has.Count.EqualTo(1));
        Assert.That(gallery.Queries[0].Label, Is.EqualTo($"digit {label}"));
        Assert.That(gallery.Queries[0].Nearest, Has.Count.EqualTo(3));
    }

    [Test]
    public void Items_without_pictures_have_no_gallery()
    {
        LabeledData items = new(FeatureMatrix.FromArray([1f, 2], 2, 1), LabelSet.FromClasses([0, 1], 2));
        ProtocolSplit split = ProtocolBuilder.Build("plain", "split", 1, items, items);
        Assert.That(GalleryBuilder.Build(engine, "plain", RandomCodes.Create(2, 8, 1), RandomCodes.Create(2, 8, 1), split), Is.Null);
    }
}
