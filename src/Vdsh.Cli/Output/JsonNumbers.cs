// JSON has no NaN and no infinity: a measure that does not exist is null there.
using System.Text.Json.Nodes;

namespace Vdsh.Cli.Output;

internal static class JsonNumbers
{
    /// <summary>The number, or null where it is not finite.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>An array of numbers.</summary>
    public static JsonArray Array(IEnumerable<double> values) => new([.. values.Select(Number)]);
}
