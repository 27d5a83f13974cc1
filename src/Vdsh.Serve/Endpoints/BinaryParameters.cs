// A body of bytes has no room for k and radius, so they stand in the address, where a misspelt one must not pass for a
// missing one.
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;
using Vdsh.Data;

namespace Vdsh.Serve.Endpoints;

/// <summary>The parameters of /search/binary.</summary>
/// <param name="K">Nearest codes at most.</param>
/// <param name="Radius">The largest distance, in bits.</param>
/// <param name="AreFeatures">Whether the body holds features and no codes.</param>
internal sealed record BinaryParameters(int? K, int? Radius, bool AreFeatures)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">One is unknown, there twice or no number.</exception>
    public static BinaryParameters Read(HttpRequest request)
    {
        var read = new BinaryParameters(null, null, false);
        foreach ((string name, StringValues values) in request.Query)
        {
            if (values.Count != 1)
                throw new InputException($"The parameter '{name}' is there {values.Count} times; give it once.");
            string value = values[0]!;
            read = name.ToLowerInvariant() switch
            {
                "k" => read with { K = Integer("k", value) },
                "radius" => read with { Radius = Integer("radius", value) },
                "of" when value is "codes" or "features" => read with { AreFeatures = value == "features" },
                "of" => throw new InputException($"of must be codes or features, not '{value}'."),
                _ => throw new InputException($"The parameter '{name}' is unknown; there are k, radius and of."),
            };
        }
        return read;
    }

    /// <summary>Describes them for the API document.</summary>
    public static Task Describe(OpenApiOperation operation)
    {
        operation.Parameters =
        [
            Parameter("k", JsonSchemaType.Integer, "How many nearest codes to find at most for each query."),
            Parameter("radius", JsonSchemaType.Integer, "The largest Hamming distance, in bits."),
            Parameter("of", JsonSchemaType.String, "What the body holds: codes, as without this, or features."),
        ];
        return Task.CompletedTask;
    }

    private static int Integer(string name, string value)
        => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new InputException($"{name} is '{value}', but must be a whole number.");

    private static OpenApiParameter Parameter(string name, JsonSchemaType type, string description)
        => new() { Name = name, In = ParameterLocation.Query, Description = description,
            Schema = new OpenApiSchema { Type = type } };
}
