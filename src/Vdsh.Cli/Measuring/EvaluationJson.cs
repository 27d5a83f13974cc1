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
        JsonObject result = [];
        // Only what is known to be unseen has that name, and it stands first.
        Measurement? among = outcome.AmongQueries;
        result["unseen"] = among is { Searched.IsUnseen: true } ? Measures(among) : null;
        foreach ((string name, JsonNode? value) in Measures(outcome.Main))
            result[name] = value?.DeepClone();
        result["queriesAmongThemselves"] = among is { Searched.IsUnseen: false } ? Measures(among) : null;
        result["overlap"] = new JsonObject
        {
            ["queriesInTraining"] = outcome.Overlap.QueriesInTraining,
            ["databaseInTraining"] = outcome.Overlap.DatabaseInTraining,
            ["queriesInDatabase"] = outcome.Overlap.QueriesInDatabase,
            ["repeatedQueries"] = outcome.Overlap.RepeatedQueries,
        };
        result["secondsEncode"] = outcome.SecondsEncode;
        result["secondsSearch"] = outcome.SecondsSearch;
        result["recallAt"] = ByRank(outcome.Report.RecallAt);
        result["curvePrecisionAt"] = ByRank(outcome.Report.CurvePrecisionAt);
        result["curvePrecision"] = JsonNumbers.Array(outcome.Report.CurvePrecision);
        result["curveRecall"] = JsonNumbers.Array(outcome.Report.CurveRecall);
        result["asymmetric"] = AsymmetricRanking.Describe(outcome.Asymmetric);
        result["classes"] = ClassView.Describe(outcome.Report.Classes);
        result["depth"] = DepthView.Describe(outcome.Depth);
        result["baselines"] = new JsonArray([.. outcome.Baselines.Select(baseline =>
        {
            JsonObject item = Measures(baseline);
            item["method"] = baseline.Method;
            item["searched"] = !baseline.Searched.AmongQueries ? "database"
                : baseline.Searched.IsUnseen ? "unseen" : "queries";
            return item;
        })]);
        result["notes"] = new JsonArray([.. outcome.Notes.Select(note => JsonValue.Create(note))]);
        return result;
    }

    private static JsonObject Measures(Measurement measurement)
    {
        JsonObject result = Measures(measurement.Report);
        result["items"] = measurement.Searched.Words;
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
        ["mapAt"] = ByRank(report.MapAt),
        ["mapAtHits"] = ByRank(report.MapAtHits),
        ["mapAtStableSort"] = ByRank(report.MapAtStableSort),
        ["mapAtDeepHash"] = ByRank(report.MapAtDeepHash),
        ["mapAtHashNet"] = ByRank(report.MapAtHashNet),
        ["precisionAt"] = ByRank(report.PrecisionAt),
        ["precisionRadius2"] = JsonNumbers.Number(report.PrecisionRadius2),
        ["recallRadius2"] = JsonNumbers.Number(report.RecallRadius2),
        ["ndcg"] = JsonNumbers.Number(report.Ndcg),
        ["queriesWithoutRelevant"] = report.QueriesWithoutRelevant,
    };

    private static JsonObject ByRank(IReadOnlyDictionary<int, double> values)
        => new(values.Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), JsonNumbers.Number(pair.Value))));
}
