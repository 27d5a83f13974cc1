// The table is what readers quote, so its marks, gaps and row names are held to a few hand-made cells.
using NUnit.Framework;
using Vdsh.Cli.Comparing;
using Vdsh.Evaluation;

namespace Vdsh.Tests.Comparing;

internal sealed class ResultsTableTests
{
    [Test]
    public void The_best_of_each_column_is_bold_equal_ones_alike_and_gaps_are_dashes()
    {
        ComparisonRecord[] records = [Record("a", 8, 0.50001), Record("b", 8, 0.50003), Record("c", 8, 0.4), Record("c", 16, 0.7), Record("d", 16, null)];
        string page = ResultsMarkdown.Render(records);
        Assert.That(page, Does.Contain("| a | - | **0.5000 (0.400..0.600)** | - |\n"));
        Assert.That(page, Does.Contain("| b | - | **0.5000 (0.400..0.600)** | - |\n"));
        Assert.That(page, Does.Contain("| c | - | 0.4000 (0.300..0.500) | **0.7000 (0.600..0.800)** |\n"));
        Assert.That(page, Does.Contain("| d | - | - | failed |\n"));
        Assert.That(page, Does.Contain("* d, 16 bits, items split: it broke\n"));
    }

    [Test]
    public void Rows_of_one_method_are_told_apart_by_what_differs()
    {
        ComparisonRecord deep = Record("codeword", 8, 0.5) with { Layers = 32, Width = 64, Settings = new Dictionary<string, string> { ["sweeps"] = "3", ["batch"] = "256" } };
        ComparisonRecord longer = deep with { Id = "longer", Settings = new Dictionary<string, string> { ["sweeps"] = "9", ["batch"] = "256" } };
        RowNames names = new([deep, longer, Record("lsh", 8, 0.3)]);
        Assert.That(names.Columns, Is.EqualTo((string[])["method", "layers", "sweeps"]));
        Assert.That(names.Of(longer), Is.EqualTo((string[])["codeword", "32", "9"]));
        Assert.That(names.LabelOf(longer), Is.EqualTo("codeword, sweeps 9"));
        RecordSet finished = RecordSet.Of([deep, longer with { Error = "it broke", Report = null }]).Single().Finished();
        Assert.That(finished.Records, Is.EqualTo((ComparisonRecord[])[deep]));
        Assert.That(finished.Names.LabelOf(deep), Is.EqualTo("codeword, sweeps 3"), "named as beside the failed one");
        Assert.That(new RowNames([deep, deep with { Layers = 3 }]).LabelOf(deep), Is.EqualTo("codeword, 32 layers"));
    }

    [Test]
    public void Other_items_make_another_table_and_other_draws_another_row()
    {
        ComparisonRecord first = Record("a", 8, 0.5);
        Assert.That(RecordSet.Of([first, first with { Protocol = "unseen" }]).Select(set => set.Name), Is.EqualTo((string[])["items, protocol split", "items, protocol unseen"]));
        Assert.That(RecordSet.Of([first, first with { DataFingerprint = "7" }]).Select(set => set.Name), Is.EqualTo((string[])["items, protocol split, items 0", "items, protocol split, items 7"]));
        RecordSet draws = RecordSet.Of([first, first with { DataFingerprint = "7", Seed = 2 }]).Single();
        Assert.That(draws.Names.Columns, Is.EqualTo((string[])["method", "layers", "seed"]));
        Assert.That(draws.Title, Is.EqualTo("items, protocol split: 10 training items, 1 queries, 2 items searched"));
    }

    [Test]
    public void A_line_gives_back_what_was_written()
    {
        ComparisonRecord record = Record("a", 8, 0.5) with { Loss = 0.25, Course = [new(1, 0.5, 2, double.NaN)], Settings = new Dictionary<string, string> { ["sweeps"] = "3" } };
        string line = RecordJson.Line(record);
        Assert.That(line, Does.Not.Contain("\n"));
        ComparisonRecord? read = RecordJson.Parse(line);
        Assert.That(read, Is.Not.Null);
        Assert.That(RecordJson.Line(read!), Is.EqualTo(line));
        Assert.That(read!.Report!.Map, Is.EqualTo(0.5));
        Assert.That(read.Report.PrecisionAt[100], Is.EqualTo(0.25));
        Assert.That(read.Course[0].ActivationRms, Is.NaN);
        Assert.That(RecordJson.Parse("{}"), Is.Null);
        Assert.That(RecordJson.Parse(RecordJson.Line(Record("d", 8, null)))!.Error, Is.EqualTo("it broke"));
    }

    private static ComparisonRecord Record(string method, int bits, double? map) => new()
    {
        Id = $"{method} {bits}", Engine = "1", Data = "items", DataFingerprint = "0", Protocol = "split", Method = method, Kind = "baseline", Bits = bits, Seed = 1,
        Command = "vdsh compare", Device = "none", Threads = 1, Training = 10, Error = map is null ? "it broke" : null,
        SecondsTrain = map is null ? null : 1, CpuSecondsTrain = map is null ? null : 1,
        Report = map is not double value ? null : new RetrievalReport
        {
            Queries = 1, Database = 2, Bits = bits, Map = value, MapPessimistic = value - 0.1, MapOptimistic = value + 0.1, MapAt1000 = value,
            PrecisionAt = new Dictionary<int, double> { [100] = 0.25 }, RecallAt = new Dictionary<int, double> { [100] = 1 }, PrecisionRadius2 = 0, RecallRadius2 = 0, Ndcg = 0.5,
            QueriesWithoutRelevant = 0, CurvePrecision = [0], CurveRecall = [0], BitBalance = [0.5], RelevantDistances = [1], IrrelevantDistances = [1],
        },
    };
}
