// Generated data are a yardstick only if their structure is what it is said to be, and the same for everybody.
using System.Security.Cryptography;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class RandomHierarchyTests : DataTestBase
{
    private static readonly RandomHierarchy Small = new() { Levels = 3, Symbols = 5, Rules = 4, Classes = 6,
        Items = 602, Queries = 100, Seed = 3 };

    [Test]
    public void Every_parent_has_its_own_pairs_and_no_pair_has_two_parents([Values(1, 3, 6)] int levels,
        [Values(1, 4, 5)] int rules)
    {
        var grammar = new HierarchyGrammar(levels, classes: 3, symbols: 5, rules, new SeededRandom(9));
        for (int level = 0; level < levels; level++)
        {
            (int, int)[] pairs = [.. Enumerable.Range(0, level == 0 ? 3 : 5).SelectMany(parent =>
                grammar.PairsOf(level, parent))];
            Assert.That(pairs, Has.Length.EqualTo((level == 0 ? 3 : 5) * rules));
            Assert.That(pairs, Is.Unique);
            Assert.That(pairs.SelectMany(pair => (int[])[pair.Item1, pair.Item2]), Has.All.InRange(0, 4));
        }
    }

    [Test]
    public void An_item_read_upwards_by_the_rules_gives_its_class()
    {
        HierarchyGrammar grammar = Small.CreateGrammar();
        (LabeledData train, LabeledData test) = Small.Create();
        foreach (LabeledData items in (LabeledData[])[train, test])
        {
            for (int row = 0; row < items.Count; row++)
                Assert.That(ClassOf(grammar, SymbolsOf(items, row)), Is.EqualTo(items.Labels.ClassOf(row)));
        }
    }

    [Test]
    public void All_pairs_of_a_symbol_are_used()
    {
        LabeledData items = Small.Create().Train;
        var found = new HashSet<(int, int)>();
        for (int row = 0; row < items.Count; row++)
        {
            int[] symbols = SymbolsOf(items, row);
            for (int place = 0; place < symbols.Length; place += 2)
                found.Add((symbols[place], symbols[place + 1]));
        }
        HierarchyGrammar grammar = Small.CreateGrammar();
        Assert.That(found, Is.EquivalentTo(Enumerable.Range(0, 5).SelectMany(symbol => grammar.PairsOf(2, symbol))));
    }

    [Test]
    public void Items_are_one_hot_balanced_and_distinct()
    {
        (LabeledData train, LabeledData test) = Small.Create();
        Assert.That((train.Count, test.Count, train.Features.Columns), Is.EqualTo((602, 100, 8 * 5)));
        Assert.That(train.Labels.CountPerClass(), Is.EqualTo(new[] { 101, 101, 100, 100, 100, 100 }));
        Assert.That(test.Labels.CountPerClass(), Is.EqualTo(new[] { 17, 17, 17, 17, 16, 16 }));
        float[][] rows = [.. Rows(train.Features), .. Rows(test.Features)];
        foreach (float[] row in rows)
        {
            for (int place = 0; place < 8; place++)
                Assert.That(row.Skip(place * 5).Take(5).Order(), Is.EqualTo(new float[] { 0, 0, 0, 0, 1 }));
        }
        Assert.That(rows.Select(row => string.Join("", row)).Distinct().Count(), Is.EqualTo(rows.Length),
            "a query is never an item that may be trained on");
    }

    [Test]
    public void The_numbers_in_the_name_decide_every_item_for_all_time()
    {
        Assert.That(Fingerprint(Small), Is.EqualTo(Fingerprint(Small with { })));
        Assert.That(Fingerprint(Small), Is.EqualTo("2b66d7fc6cbef42f"));
        RandomHierarchy[] others = [Small with { Seed = 4 }, Small with { Rules = 3 },
            Small with { Levels = 2, Items = 100, Queries = 20 }, Small with { Queries = 99 }];
        Assert.That(others.Select(Fingerprint).Append(Fingerprint(Small)), Is.Unique);
    }

    [Test]
    public void More_items_begin_with_the_same_items_and_rules()
    {
        float[][] few = Rows(Small.Create().Train.Features),
            many = Rows((Small with { Items = 1000 }).Create().Train.Features);
        Assert.That(many.Take(few.Length), Is.EqualTo(few));
    }

    [Test]
    public void A_name_says_everything_and_what_it_leaves_out_has_its_default()
    {
        Assert.That(RandomHierarchy.Parse("hierarchy"), Is.EqualTo(new RandomHierarchy()));
        Assert.That(
            RandomHierarchy.Parse("hierarchy:levels=3,symbols=5,rules=4,classes=6,items=602,queries=100,seed=3"),
            Is.EqualTo(Small));
        Assert.That(RandomHierarchy.Parse(Small.ToString()), Is.EqualTo(Small));
        Assert.That(RandomHierarchy.Parse("hierarchy:seed=18446744073709551615").Seed, Is.EqualTo(ulong.MaxValue));
        Assert.That(DatasetCatalog.FullName("hierarchy:items=4000"),
            Is.EqualTo("hierarchy:levels=3,symbols=8,rules=6,classes=8,items=4000,queries=2000,seed=1"));
        Assert.That(DatasetCatalog.FullName("digits"), Is.EqualTo("digits"));
    }

    [TestCase("hierarchy:", "NAME=NUMBER")]
    [TestCase("hierarchy:depth=3", "'depth=3'", "levels, symbols")]
    [TestCase("hierarchy:levels", "'levels'")]
    [TestCase("hierarchy:levels=3=4", "'levels=3=4'")]
    [TestCase("hierarchy:levels=three", "'three'", "whole number")]
    [TestCase("hierarchy:items=-5", "'-5'")]
    [TestCase("hierarchy:items=4294967297", "'4294967297'")]
    [TestCase("hierarchy:levels=2,levels=3", "levels twice")]
    [TestCase("hierarchy:levels=0", "levels is 0", "1 to 6")]
    [TestCase("hierarchy:levels=7", "levels is 7")]
    [TestCase("hierarchy:symbols=1", "symbols is 1")]
    [TestCase("hierarchy:symbols=65", "symbols is 65")]
    [TestCase("hierarchy:rules=9", "rules is 9", "1 to 8")]
    [TestCase("hierarchy:rules=0", "rules is 0")]
    [TestCase("hierarchy:classes=11", "classes is 11", "2 to 10")]
    [TestCase("hierarchy:classes=1", "classes is 1")]
    [TestCase("hierarchy:items=7", "items is 7")]
    [TestCase("hierarchy:queries=0", "queries is 0")]
    [TestCase("hierarchy:levels=6,symbols=64,items=1000000", "1000000 items of 4096 features are too many")]
    [TestCase("hierarchy:levels=2,rules=2,items=100", "8 different items")]
    public void A_name_that_makes_no_sense_is_refused(string name, params string[] words)
        => AssertInputError(() => DatasetCatalog.Load(name, null, 1), words);

    [Test]
    public void Half_of_the_items_are_trained_on_and_the_others_searched()
    {
        ProtocolSplit split = DatasetCatalog.Load("hierarchy:items=400,queries=40,seed=2", null, 5);
        Assert.That((split.Protocol, split.Training.Count, split.Database.Count, split.Queries.Count),
            Is.EqualTo(("unseen", 200, 200, 40)));
        Assert.That(split.Dataset,
            Is.EqualTo("hierarchy:levels=3,symbols=8,rules=6,classes=8,items=400,queries=40,seed=2"));
        Assert.That(Rows(split.Queries.Features),
            Is.EqualTo(Rows(DatasetCatalog.Load("hierarchy:items=400,queries=40,seed=2", "full", 6).Queries.Features)));
        Assert.That(DatasetCatalog.IsAvailable("hierarchy:seed=2") && DatasetCatalog.IsAvailable("hierarchy"), Is.True);
        Assert.That(DatasetCatalog.FoldersOf("hierarchy"), Is.Empty);
        AssertInputError(() => DatasetCatalog.Load("hierarchy", "cifar-i", 1), "'cifar-i'", "unseen, full");
        AssertInputError(() => DatasetCatalog.Load("hierarchies", null, 1), "'hierarchies'");
    }

    private static int[] SymbolsOf(LabeledData items, int row)
    {
        float[] values = Row(items.Features, row);
        return [.. Enumerable.Range(0, values.Length).Where(column => values[column] == 1).Select(column =>
            column % Small.Symbols)];
    }

    private static int ClassOf(HierarchyGrammar grammar, int[] symbols)
    {
        for (int level = grammar.Levels - 1; level >= 0; level--)
        {
            int[] parents = new int[symbols.Length / 2];
            for (int place = 0; place < parents.Length; place++)
            {
                (int, int) pair = (symbols[2 * place], symbols[(2 * place) + 1]);
                parents[place] = Enumerable.Range(0, level == 0 ? Small.Classes : Small.Symbols).Single(parent =>
                    grammar.PairsOf(level, parent).Contains(pair));
            }
            symbols = parents;
        }
        return symbols[0];
    }

    private static string Fingerprint(RandomHierarchy hierarchy)
    {
        (LabeledData train, LabeledData test) = hierarchy.Create();
        byte[] bytes = [.. Rows(train.Features).Concat(Rows(test.Features)).SelectMany(row => row).Select(value =>
            (byte)value)];
        return Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
    }
}
