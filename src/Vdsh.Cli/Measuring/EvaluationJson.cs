// The JSON form of an evaluation; its keys are a contract that scripts depend on.
using System.Globalization;
using System.Text.Json.Nodes;
using Vdsh.Cli.Output;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

internal static class EvaluationJson
{
    public static JsonObject Describe(EvaluationOutcome outcome)
    {
        JsonObject result = Measures(outcome.Report);
        result["secondsEncode"] = outcome.SecondsEncode;
        result["secondsSearch"] = outcome.SecondsSearch;
        result["recallAt"] = ByRank(outcome.Report.RecallAt);
        result["curvePrecisionAt"] = ByRank(outcome.Report.CurvePrecisionAt);
        result["curvePrecision"] = JsonNumbers.Array(outcome.Report.CurvePrecision);
        result["curveRecall"] = JsonNumbers.Array(outcome.Report.CurveRecall);
        result["classes"] = ClassView.Describe(outcome.Report.Classes);
        result["depth"] = DepthView.Describe(outcome.Depth);
        result["unseen"] = outcome.Unseen is null ? null : Measures(outcome.Unseen.Report);
        result["baselines"] = new JsonArray([.. outcome.Baselines.Select(baseline =>
        {
            JsonObject item = Measures(baseline.Report);
            item["method"] = baseline.Method;
            item["searched"] = baseline.Database == outcome.Main.Database ? "database" : "unseen";
            return item;
        })]);
        result["notes"] = new JsonArray([.. outcome.Notes.Select(note => JsonValue.Create(note))]);
        return result;
    }

    private static JsonObject Measures(RetrievalReport report) => new()
    {
        ["queries"] = report.Queries,
        ["database"] = report.Database,
        ["bits"] = report.Bits,
        ["map"] = JsonNumbers.Number(report.Map),
        ["mapPessimistic"] = JsonNumbers.Number(report.MapPessimistic),
        ["mapOptimistic"] = JsonNumbers.Number(report.MapOptimistic),
        ["mapStableSort"] = JsonNumbers.Number(report.MapStableSort ?? double.NaN),
        ["mapAt1000"] = JsonNumbers.Number(report.MapAt1000),
        ["precisionAt"] = ByRank(report.PrecisionAt),
        ["precisionRadius2"] = JsonNumbers.Number(report.PrecisionRadius2),
        ["recallRadius2"] = JsonNumbers.Number(report.RecallRadius2),
        ["ndcg"] = JsonNumbers.Number(report.Ndcg),
        ["queriesWithoutRelevant"] = report.QueriesWithoutRelevant,
    };

    private static JsonObject ByRank(IReadOnlyDictionary<int, double> values)
        => new(values.Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), JsonNumbers.Number(pair.Value))));
}
