// Hours of comparisons stand in one text file that people and scripts edit.
using Vdsh.Cli.Comparing;
using Vdsh.Cli.Reports;
using Vdsh.Evaluation;
using Vdsh.Training;

namespace Vdsh.Fuzz.Readers;

/// <summary>results.jsonl, a piece a line, and the pages made of it.</summary>
internal sealed class ResultsInputs() : FuzzReader("results", "results.jsonl")
{
    public override double Weight => 0.5;

    public override IReadOnlyList<string> Words =>
    [
        "\"id\"", "\"engine\"", "\"data\"", "\"method\"", "\"bits\"", "\"error\"", "\"report\"", "\"settings\"", "\"course\"", "\"layers\"", "\"map\"",
        "\"precisionAt\"", "\"curveRecall\"", "\"relevantDistances\"", "null", "[]", "{}", "[null]", "{\"a\":null}", "true", "\"NaN\"", "\n", "\"classes\"",
    ];

    public override void Use(Trial trial)
    {
        trial.Read("results", () =>
        {
            using ResultsFile file = ResultsFile.Open(trial.Path);
            string table = ResultsMarkdown.Render(file.Records);
            string page = HtmlReport.Render(ComparisonReport.ToReport(file.Records));
            Exercise.Require(table.Length > 0 && page.Length > 0, "a page is empty");
            foreach (ComparisonRecord record in file.Records)
                Exercise.Require(file.Find(record.Id) is not null && RecordJson.Line(record).Length > 0, "a record is lost");
        });
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        string network = RecordJson.Line(Record("a", "codeword", Report()) with
        {
            Layers = 2, Width = 8, Sweeps = 1, Loss = 0.5, StopReason = "all sweeps done",
            Settings = new Dictionary<string, string> { ["eta"] = "0.1" },
            Course = [new SweepRecord(1, 0.5, 0.1, 1) { Layers = [new LayerRecord(1, 2, double.NaN)] }],
        });
        string baseline = RecordJson.Line(Record("b", "lsh", Report())), failed = RecordJson.Line(Record("c", "ridge", null) with { Error = "no" });
        yield return [Part.Text(network + "\n")];
        yield return [Part.Text(network + "\n"), Part.Text(baseline + "\n"), Part.Text(failed + "\n")];
        yield return [Part.Text(failed + "\n"), Part.Text("{}\n"), Part.Text(baseline[..40])];
    }

    private static ComparisonRecord Record(string id, string method, RetrievalReport? report) => new()
    {
        Id = id, Engine = "0.1.0", Data = "digits", DataFingerprint = "f", Protocol = "split", Method = method, Kind = "objective", Bits = 2, Seed = 1,
        Command = "vdsh compare", Device = "cpu", Threads = 1, Training = 10, SecondsTrain = 1, CpuSecondsTrain = 1, SecondsEncode = 1, SecondsSearch = 1,
        Report = report,
    };

    private static RetrievalReport Report() => new()
    {
        Queries = 2, Database = 4, Bits = 2, Map = 0.5, MapPessimistic = 0.4, MapOptimistic = 0.6, MapAt1000 = 0.5, PrecisionRadius2 = 0.5, RecallRadius2 = 1,
        Ndcg = 0.5, QueriesWithoutRelevant = 0,
        PrecisionAt = new Dictionary<int, double> { [100] = 0.5 }, RecallAt = new Dictionary<int, double> { [100] = 1 },
        CurvePrecisionAt = new Dictionary<int, double> { [1] = 1, [2] = 0.5 },
        CurvePrecision = [1, 0.5, 0.5], CurveRecall = [0.5, 1, 1], BitBalance = [0.5, 0.25], RelevantDistances = [2, 1, 0], IrrelevantDistances = [0, 2, 3],
    };
}
