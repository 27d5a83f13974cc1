// The order of the items: every item once a sweep, and enough company of its own class where the objective needs it.
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

public sealed class BatchOrderTests
{
    private const ulong Seed = 5;

    private static int[] Order(BatchOrder order, int items, int sweep = 0)
    {
        int[] result = new int[items];
        order.Fill(sweep, result);
        return result;
    }

    [Test]
    public void Every_item_comes_once_a_sweep([Values(2, 3, 7, 13, 64)] int batchRows, [Values(2, 5, 60, 400)] int classes, [Values] bool multiLabel)
    {
        const int items = 503;
        LabelSet labels = multiLabel ? RandomLabels.Multi(items, classes, 3, 2.0 / classes) : RandomLabels.Single(items, classes, 3);
        var order = new BatchOrder(labels, batchRows, Seed);
        for (int sweep = 0; sweep < 3; sweep++)
            Assert.That(Order(order, items, sweep).Order(), Is.EqualTo(Enumerable.Range(0, items)));
    }

    [Test]
    public void Only_objectives_that_compare_items_and_have_many_classes_are_grouped()
    {
        Assert.That(new BatchOrder(null, 100, Seed).IsGrouped, Is.False);
        Assert.That(new BatchOrder(RandomLabels.Single(1000, 10, 1), 100, Seed).IsGrouped, Is.False, "nine others of a class on average");
        Assert.That(new BatchOrder(RandomLabels.Single(1000, 40, 1), 100, Seed).IsGrouped, Is.True, "2.5 others of a class on average");
        int[] plain = Order(new BatchOrder(null, 100, Seed), 1000);
        Assert.That(Order(new BatchOrder(RandomLabels.Single(1000, 10, 1), 100, Seed), 1000), Is.EqualTo(plain));
        int[] expected = [.. Enumerable.Range(0, 1000)];
        RandomStreams.Order(Seed, 0).Shuffle(expected);
        Assert.That(plain, Is.EqualTo(expected));
    }

    [Test]
    public void A_grouped_batch_holds_enough_of_a_class_and_others()
    {
        const int items = 6000, batchRows = 128;
        LabelSet labels = RandomLabels.Single(items, 300, 4);
        int[] order = Order(new BatchOrder(labels, batchRows, Seed), items);
        int lonely = 0, batches = items / batchRows;
        for (int batch = 0; batch < batches; batch++)
        {
            int[] rows = order[(batch * batchRows)..((batch + 1) * batchRows)];
            foreach (int row in rows)
            {
                int company = rows.Count(other => labels.ClassOf(other) == labels.ClassOf(row));
                Assert.That(company, Is.LessThan(batchRows / 2));
                lonely += company <= BatchOrder.WantedPositives ? 1 : 0;
            }
        }
        // Only groups that a batch's end cuts in two are smaller than wanted.
        Assert.That(lonely, Is.LessThanOrEqualTo(batches * 4 * BatchOrder.WantedPositives));
    }

    [Test]
    public void The_order_is_that_of_the_seed_and_the_sweep([Values] bool multiLabel)
    {
        LabelSet labels = multiLabel ? RandomLabels.Multi(500, 100, 3, 0.02) : RandomLabels.Single(500, 100, 3);
        int[] third = Order(new BatchOrder(labels, 50, Seed), 500, 3);
        var resumed = new BatchOrder(labels, 50, Seed);
        Assert.That(Order(resumed, 500, 3), Is.EqualTo(third));
        Assert.That(Order(resumed, 500, 4), Is.Not.EqualTo(third));
        Assert.That(Order(new BatchOrder(labels, 50, Seed + 1), 500, 3), Is.Not.EqualTo(third));
    }

    [Test]
    public void Partners_change_from_sweep_to_sweep()
    {
        LabelSet labels = LabelSet.FromClasses([.. Enumerable.Range(0, 2000).Select(i => i / 40)], 50);
        var order = new BatchOrder(labels, 32, Seed);
        HashSet<int> partners = [];
        for (int sweep = 0; sweep < 6; sweep++)
        {
            int[] rows = Order(order, 2000, sweep);
            int place = Array.IndexOf(rows, 7) / 32 * 32;
            partners.UnionWith(rows[place..Math.Min(2000, place + 32)].Where(row => row != 7 && labels.ClassOf(row) == 0));
        }
        Assert.That(partners, Has.Count.GreaterThan(12));
    }

    [Test]
    public void Items_of_several_labels_travel_with_each_of_them()
    {
        // Item 0 has the labels 0 and 1, whose other items it meets in turn; the last ten items have none.
        ulong[] masks = [3, .. Enumerable.Range(1, 400).Select(i => 1UL << (i % 40)), .. new ulong[10]];
        LabelSet labels = LabelSet.FromMasks(masks, 40);
        var order = new BatchOrder(labels, 12, Seed);
        Assert.That(order.IsGrouped, Is.True);
        int[] met = new int[2];
        for (int sweep = 0; sweep < 40; sweep++)
        {
            int[] rows = Order(order, masks.Length, sweep);
            int place = Array.IndexOf(rows, 0);
            int[] neighbours = [.. rows[Math.Max(0, place - 1)..Math.Min(rows.Length, place + 2)].Where(row => row != 0)];
            for (int label = 0; label < 2; label++)
                met[label] += neighbours.Any(row => labels.Has(row, label)) ? 1 : 0;
        }
        Assert.That(met, Has.All.GreaterThan(8));
    }
}
