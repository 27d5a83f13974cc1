// vdsh evaluate: how good the retrieval is, honestly.
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Measuring;
using Vdsh.Cli.Reports;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Commands;

internal sealed class EvaluateCommand : CliCommand
{
    private readonly EvaluationOptionSet options = new();

    public EvaluateCommand(GlobalOptions global) : base(
        "evaluate",
        "Measures retrieval: tie-aware mAP with its bounds, precision, NDCG, mAP@K, beside shallow baselines, and says "
        + "which items training has seen. "
        + "Works on a model with a data set, or on codes and labels in files.",
        global,
        "vdsh evaluate --model digits.vdsh --data digits",
        "vdsh evaluate --model mnist.vdsh --data mnist --protocol full --report mnist.html",
        "vdsh evaluate --model mnist.vdsh --data mnist --depth --report mnist.html",
        "vdsh evaluate --model mnist.vdsh --data mnist --protocol unseen --rank asymmetric",
        "vdsh evaluate --model mnist.vdsh --data mnist --per-query queries.csv --confusion classes.csv",
        "vdsh evaluate --model m.vdsh --features db.npy --labels dbl.npy --query-features q.npy --query-labels ql.npy",
        "vdsh evaluate --db-codes db.npy --db-labels dbl.npy --query-codes q.npy --query-labels ql.npy --bits 48")
        => options.AddTo(this);

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        string? report = parsed.GetValue(options.Report);
        var settings = new List<(string Name, string Value)>();
        EvaluationForm form = options.FormOf(parsed);
        string? confusion = options.Analysis.ReadConfusion(parsed);
        ProtocolSplit? split = null;
        EvaluationOutcome outcome = options.Analysis.Run(parsed, analysis => form == EvaluationForm.Codes
            ? EvaluateCodes(parsed, session, settings, analysis)
            : EvaluateModel(parsed, session, settings, analysis, out split));
        EvaluationView.Print(session.Output, outcome);
        ClassView.Print(
            session.Output, outcome.Report.Classes, split?.ClassNames ?? [], outcome.Main.Searched.Words);
        if (confusion is not null)
            ClassView.Write(confusion, outcome.Report.Classes!);
        if (report is not null)
        {
            string title = split is null ? "Retrieval evaluation" : $"Retrieval evaluation: {split.Dataset}, protocol {split.Protocol}";
            ReportData page = EvaluationView.ToReport(session, title, outcome, settings, sweeps: [], split);
            AtomicFile.Write(report, stream => stream.Write(Encoding.UTF8.GetBytes(HtmlReport.Render(page))));
            session.Output.Line($"Wrote {report}.");
        }
        session.Output.Object(() =>
        {
            JsonObject result = EvaluationJson.Describe(outcome);
            foreach ((string name, string value) in settings)
                result[name] ??= value;
            return result;
        });
    }

    private EvaluationOutcome EvaluateModel(
        ParseResult parsed, CommandSession session, List<(string Name, string Value)> settings, QueryAnalysis analysis, out ProtocolSplit split)
    {
        BaselineChoice baselines = options.Baselines.Read(parsed);
        string modelPath = parsed.GetValue(options.Model)!;
        HashModel model = HashModel.Load(modelPath, session.Cancellation);
        (split, ProtocolChoice? choice) = ModelItems.Load(parsed, session, options, model, modelPath);
        settings.AddRange(
        [
            ("model", modelPath), ("data", split.Dataset), ("protocol", split.Protocol), ("seed", $"{split.Seed}"), ("objective", model.Objective),
            ("layers", $"{model.HiddenLayers}"), ("parameters", $"{model.Parameters}"), ("device", session.Backend.Description),
        ]);
        session.Output.Note($"Evaluating {modelPath} on {split.Dataset} (protocol {split.Protocol}): {split.Queries.Count} queries, {split.Database.Count} database items.");
        EvaluationOutcome outcome = ModelEvaluation.Run(session, model, split, baselines, analysis, choice);
        if (options.Rank.IsAsymmetric(parsed))
        {
            RankingReport ranking = AsymmetricRanking.Run(session, model, split, outcome.Database);
            outcome = outcome with
            {
                Asymmetric = ranking,
                Notes = [AsymmetricRanking.Sentence(ranking, outcome.Report.Map), .. outcome.Notes],
            };
        }
        return parsed.GetValue(options.Depth.Depth)
            ? outcome with { Depth = options.Depth.Run(parsed, session, model, split) } : outcome;
    }

    private EvaluationOutcome EvaluateCodes(ParseResult parsed, CommandSession session, List<(string Name, string Value)> settings, QueryAnalysis analysis)
    {
        string databasePath = parsed.GetValue(options.DatabaseCodes)!, queryPath = parsed.GetValue(options.QueryCodes)!;
        (HashCodes database, HashCodes queries) = CodeFiles.ReadPair(
            databasePath, queryPath, options.Form.Bits(parsed), options.Form.Form(parsed), session);
        InputOptions inputs = TableOptions.ForLabels(session);
        LabelSet databaseLabels = LabelFile.Load(parsed.GetValue(options.DatabaseLabels)!, database.Count, inputs);
        LabelSet queryLabels = LabelFile.Load(parsed.GetValue(options.QueryLabels)!, queries.Count, inputs);
        settings.AddRange([("databaseCodes", databasePath), ("queryCodes", queryPath), ("device", session.Backend.Description)]);
        var meter = new RetrievalMeter(session, queryLabels, databaseLabels, analysis);
        Measurement main = meter.Measure("given codes", ItemOverlap.Unknown, queries, database, analysis);
        double seconds = meter.Seconds;
        Measurement? among = meter.MeasureAmongQueries(main.Method, ItemOverlap.Unknown, queries);
        return new EvaluationOutcome
        {
            Main = main,
            AmongQueries = among,
            Overlap = ItemOverlap.Unknown,
            Queries = queries,
            Database = database,
            SecondsSearch = seconds,
            Notes = [.. OutcomeNotes.For(main, among, ItemOverlap.Unknown, OutcomeNotes.OnlyCodes)],
        };
    }
}
