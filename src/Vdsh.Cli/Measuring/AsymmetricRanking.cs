// Beside the measures of codes against codes: what the same model reaches where queries keep their real outputs.
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Evaluation;

namespace Vdsh.Cli.Measuring;

internal static class AsymmetricRanking
{
    /// <summary>Measures the queries of a split against the codes of its database.</summary>
    public static RankingReport Run(CommandSession session, HashModel model, ProtocolSplit split, HashCodes database)
    {
        using var encoder = new HashEncoder(model, session.Backend);
        QueryOutputs queries = encoder.Outputs(split.Queries.Features, session.Cancellation);
        return new AsymmetricEvaluator(null, session.Threads)
            .Evaluate(queries, split.Queries.Labels, database, split.Database.Labels, session.Cancellation);
    }

    /// <summary>The result in a sentence.</summary>
    public static string Sentence(RankingReport report, double hamming) => FormattableString.Invariant(
        $"Asymmetric ranking, real query outputs against the stored bits of the database: mAP {report.Map:0.0000} ")
        + FormattableString.Invariant($"(tie bounds {report.MapPessimistic:0.0000}..{report.MapOptimistic:0.0000}), ")
        + FormattableString.Invariant($"NDCG {report.Ndcg:0.0000}; by Hamming distance mAP {hamming:0.0000}.");

    /// <summary>The JSON form.</summary>
    public static JsonObject? Describe(RankingReport? report) => report is null ? null : new()
    {
        ["map"] = JsonNumbers.Number(report.Map),
        ["mapPessimistic"] = JsonNumbers.Number(report.MapPessimistic),
        ["mapOptimistic"] = JsonNumbers.Number(report.MapOptimistic),
        ["mapAt1000"] = JsonNumbers.Number(report.MapAt1000),
        ["precisionAt"] = new JsonObject(report.PrecisionAt.Select(pair
            => KeyValuePair.Create(FormattableString.Invariant($"{pair.Key}"), JsonNumbers.Number(pair.Value)))),
        ["ndcg"] = JsonNumbers.Number(report.Ndcg),
        ["queriesWithoutRelevant"] = report.QueriesWithoutRelevant,
    };
}
