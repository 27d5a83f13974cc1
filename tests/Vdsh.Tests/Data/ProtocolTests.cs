// Which items train, ask and are searched: sizes, disjointness, class shares and seeds, on items that know their own number.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class ProtocolTests : DataTestBase
{
    private const int Classes3 = 3;

    // The only feature of an item is its number, so that a view tells which items it shows.
    private static LabeledData Items(int first, int count) => new(
        FeatureMatrix.FromArray([.. Enumerable.Range(first, count)], count, 1),
        LabelSet.FromClasses([.. Enumerable.Range(first, count).Select(item => item % Classes3)], Classes3));

    private static int[] Numbers(LabeledData data)
    {
        int[] numbers = [.. Rows(data.Features).Select(row => (int)row[0])];
        Assert.That(Classes(data.Labels), Is.EqualTo(numbers.Select(item => item % Classes3)), "labels stay with their items");
        return numbers;
    }

    private static ProtocolSplit Build(string protocol, ulong seed) => ProtocolBuilder.Build("items", protocol, seed, Items(0, 3000), Items(3000, 300));

    [Test]
    public void Protocols_without_draws_take_the_parts_as_they_are([Values("full", "cifar-ii", "split")] string protocol)
    {
        ProtocolSplit split = Build(protocol, 1);
        Assert.That(Numbers(split.Training), Is.EqualTo(Enumerable.Range(0, 3000)));
        Assert.That(Numbers(split.Database), Is.EqualTo(Enumerable.Range(0, 3000)));
        Assert.That(Numbers(split.Queries), Is.EqualTo(Enumerable.Range(3000, 300)));
        Assert.That((split.Dataset, split.Protocol, split.Seed, split.QueriesInDatabase), Is.EqualTo(("items", protocol, 1UL, false)));
    }

    [Test]
    public void Unseen_searches_items_that_training_never_saw()
    {
        ProtocolSplit split = Build("unseen", 1);
        Assert.That(Numbers(split.Training).Concat(Numbers(split.Database)).Order(), Is.EqualTo(Enumerable.Range(0, 3000)));
        Assert.That(split.Training.Labels.CountPerClass(), Is.EqualTo(new[] { 500, 500, 500 }));
        Assert.That(Numbers(split.Queries), Is.EqualTo(Enumerable.Range(3000, 300)));
    }

    [Test]
    public void Sdh_draws_queries_from_all_items()
    {
        ProtocolSplit split = Build("sdh", 1);
        Assert.That(split.Queries.Labels.CountPerClass(), Is.EqualTo(new[] { 100, 100, 100 }));
        Assert.That(Numbers(split.Queries).Concat(Numbers(split.Database)).Order(), Is.EqualTo(Enumerable.Range(0, 3300)));
        Assert.That(Numbers(split.Training), Is.EqualTo(Numbers(split.Database)));
        Assert.That(Numbers(split.Queries).Any(item => item < 3000) && Numbers(split.Queries).Any(item => item >= 3000), Is.True);
    }

    [Test]
    public void Cifar_i_trains_on_a_part_of_the_database()
    {
        ProtocolSplit split = Build("cifar-i", 1);
        Assert.That(split.Queries.Labels.CountPerClass(), Is.EqualTo(new[] { 100, 100, 100 }));
        Assert.That(Numbers(split.Queries).Concat(Numbers(split.Database)).Order(), Is.EqualTo(Enumerable.Range(0, 3300)));
        Assert.That(split.Training.Labels.CountPerClass(), Is.EqualTo(new[] { 500, 500, 500 }));
        Assert.That(Numbers(split.Training), Is.SubsetOf(Numbers(split.Database)));
    }

    [Test]
    public void A_seed_fixes_the_draw_and_another_changes_it([Values("unseen", "sdh", "cifar-i")] string protocol)
    {
        int[] first = Numbers(Build(protocol, 5).Training);
        Assert.That(Numbers(Build(protocol, 5).Training), Is.EqualTo(first));
        Assert.That(first, Is.Not.EqualTo(Numbers(Build(protocol, 6).Training)));
    }

    [Test]
    public void A_fifth_of_every_class_is_held_out()
    {
        (LabeledData train, LabeledData test) = ProtocolBuilder.HoldOut(Items(0, 303), 1);
        Assert.That(test.Labels.CountPerClass(), Is.EqualTo(new[] { 20, 20, 20 }));
        Assert.That(Numbers(train).Concat(Numbers(test)).Order(), Is.EqualTo(Enumerable.Range(0, 303)));
        Assert.That(Numbers(train), Is.Ordered);
        AssertInputError(() => ProtocolBuilder.HoldOut(Items(0, 4), 1), "too few");
    }

    [Test]
    public void Multi_label_items_are_divided_too()
    {
        var items = new LabeledData(FeatureMatrix.FromArray([.. Enumerable.Range(0, 50)], 50, 1), LabelSet.FromMasks([.. Enumerable.Range(0, 50).Select(item => (ulong)item % 8)], 3));
        (LabeledData train, LabeledData test) = ProtocolBuilder.HoldOut(items, 1);
        Assert.That((train.Count, test.Count), Is.EqualTo((40, 10)));
    }

    [Test]
    public void Unknown_protocols_and_small_classes_are_refused()
    {
        AssertInputError(() => Build("Full", 1), "'Full'", "full, sdh, cifar-i");
        AssertInputError(() => ProtocolBuilder.Build("x", "sdh", 1, Items(0, 30), Items(30, 30)), "20 items", "100");
    }
}
