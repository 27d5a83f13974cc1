// A line of results.jsonl is flat, so that a script reads a measure without knowing how the tool groups them.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Comparing;

internal static class RecordJson
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // What a layer did may be NaN, for which JSON has no number.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
    };

    /// <summary>The record as an object.</summary>
    public static JsonObject Describe(ComparisonRecord record)
    {
        JsonObject result = JsonSerializer.SerializeToNode(record, Format)!.AsObject();
        if (record.Report is null)
            return result;
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(record.Report, Format)!.AsObject())
            result[name] = value?.DeepClone();
        return result;
    }

    /// <summary>The record as one line, without its end.</summary>
    public static string Line(ComparisonRecord record) => Describe(record).ToJsonString(Format);

    /// <summary>Reads a line; null where it is JSON but no record of this version.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ComparisonRecord? Parse(string line)
    {
        JsonDocument.Parse(line).Dispose();
        try
        {
            ComparisonRecord? record = JsonSerializer.Deserialize<ComparisonRecord>(line, Format);
            if (record is null or { Error: not null })
                return record;
            RetrievalReport? report = JsonSerializer.Deserialize<RetrievalReport>(line, Format);
            return report is null || IsWhole(report) ? record with { Report = report } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // These are two by two of the same points or distances; a page is drawn from both.
    private static bool IsWhole(RetrievalReport report) => report.CurvePrecision.Count == report.CurveRecall.Count
        && report.RelevantDistances.Count == report.IrrelevantDistances.Count;
}
