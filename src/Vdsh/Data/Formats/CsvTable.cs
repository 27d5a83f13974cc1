// What a CSV file holds, before anybody decides what it means.
namespace Vdsh.Data.Formats;

/// <param name="Features">The cells beside the label column, n x d.</param>
/// <param name="Labels">The label column as integers; empty where there is none.</param>
internal sealed record CsvTable(FeatureMatrix Features, List<long> Labels);
