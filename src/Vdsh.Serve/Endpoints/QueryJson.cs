// JSON is read while it arrives: no more of it is kept than the queries, and a batch beyond the limits is refused at
// its first query too many.
using System.Buffers;
using System.Text.Json;
using Vdsh.Data;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

/// <summary>Reads the body of /search or /search/batch, strictly: a misspelt name or a number in quotes is an error
/// with a place.</summary>
internal sealed class QueryJson(QueryShape shape, bool isBatch, RequestLease lease)
{
    private const string FeaturesName = "features";
    private const int LongestName = 40;

    private readonly CountedList<byte> codes = new(lease);
    private readonly CountedList<float> features = new(lease);
    private readonly string codesName = isBatch ? "codes" : "code";
    private JsonReaderState state;
    private Place place;
    private Field field;
    private Field seen;
    private bool hasBegun;
    private bool hasCodes;
    private bool hasFeatures;
    private int rows;
    private int column;
    private int? k;
    private int? radius;
    private bool idsAsStrings;

    private enum Place
    {
        Start,
        Object,
        Value,
        Codes,
        Rows,
        Row,
        End,
    }

    [Flags]
    private enum Field
    {
        None = 0,
        K = 1,
        Radius = 2,
        IdsAsStrings = 4,
        Codes = 8,
        Features = 16,
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Takes a piece of the body.</summary>
    /// <exception cref="InputException">It is no JSON, or not what is expected.</exception>
    public long Take(in ReadOnlySequence<byte> bytes, bool isLast)
    {
        var start = new SequenceReader<byte>(bytes);
        if (!hasBegun)
        {
            if (bytes.Length < ByteOrderMark.Length && !isLast)
                return 0;
            start.IsNext(ByteOrderMark, advancePast: true);
            hasBegun = true;
        }
        ReadOnlySequence<byte> unread = start.UnreadSequence;
        var reader = new Utf8JsonReader(unread, isLast, state);
        start.AdvancePastAny(" \t\r\n"u8);
        if (start.End && place == Place.Start && isLast)
        {
            string example = isBatch ? """{"k": 10, "codes": ["...", "..."]}""" : """{"k": 10, "code": "..."}""";
            throw new InputException($"The body is empty; send a JSON object such as {example}.");
        }
        try
        {
            while (reader.Read())
                Take(ref reader);
        }
        catch (JsonException exception)
        {
            string why = exception.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new InputException(
                $"The body is not JSON: {why}, line {exception.LineNumber + 1}, byte "
                    + $"{exception.BytePositionInLine + 1}.", exception);
        }
        state = reader.CurrentState;
        return bytes.Length - unread.Length + reader.BytesConsumed;
    }

    /// <summary>What the body asked for, once all of it was taken.</summary>
    /// <exception cref="InputException">It gave no queries, or two kinds of them.</exception>
    public QueryInput Finish()
    {
        if (hasCodes == hasFeatures)
            throw new InputException($"Give either {FeaturesName} or {codesName}, to say what to search for.");
        QueryInput input = hasCodes
            ? new QueryInput(rows, codes.ToArray(), null, shape.BytesPerCode)
            : new QueryInput(rows, null, features.ToArray(), shape.Columns!.Value);
        return input with { K = k, Radius = radius, IdsAsStrings = idsAsStrings };
    }

    private void Take(ref Utf8JsonReader reader)
    {
        JsonTokenType token = reader.TokenType;
        switch (place)
        {
            case Place.Start:
                place = token == JsonTokenType.StartObject ? Place.Object
                    : throw Misfit("it must be an object in braces");
                break;
            case Place.Object when token == JsonTokenType.EndObject:
                place = Place.End;
                break;
            case Place.Object:
                field = TakeName(ref reader);
                place = Place.Value;
                break;
            case Place.Value:
                place = Place.Object;
                if (token != JsonTokenType.Null)
                    TakeValue(ref reader);
                break;
            case Place.Codes or Place.Rows when token == JsonTokenType.EndArray:
                place = Place.Object;
                break;
            case Place.Codes:
                TakeCode(ref reader);
                break;
            case Place.Rows:
                BeginRow(token);
                break;
            default:
                TakeFeature(ref reader);
                break;
        }
    }

    private Field TakeName(ref Utf8JsonReader reader)
    {
        string name = Text(ref reader);
        Field found = name.ToLowerInvariant() switch
        {
            "k" => Field.K,
            "radius" => Field.Radius,
            "idsasstrings" => Field.IdsAsStrings,
            FeaturesName => Field.Features,
            { } other when other == codesName => Field.Codes,
            _ => throw Misfit($"{MessageText.Quote(name, LongestName)} does not belong there"),
        };
        if ((seen & found) != 0)
            throw Misfit($"$.{name} is there twice");
        seen |= found;
        return found;
    }

    private void TakeValue(ref Utf8JsonReader reader)
    {
        switch (field)
        {
            case Field.K:
                k = Integer(ref reader, "k");
                break;
            case Field.Radius:
                radius = Integer(ref reader, "radius");
                break;
            case Field.IdsAsStrings:
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                    throw Misfit("$.idsAsStrings must be true or false");
                idsAsStrings = reader.GetBoolean();
                break;
            case Field.Codes:
                hasCodes = true;
                if (!isBatch)
                    TakeCode(ref reader);
                else
                    place = reader.TokenType == JsonTokenType.StartArray ? Place.Codes
                        : throw Misfit("$.codes must be an array of strings");
                break;
            default:
                if (shape.Columns is null)
                    throw ServedSet.WithoutModel();
                hasFeatures = true;
                if (reader.TokenType != JsonTokenType.StartArray)
                    throw Misfit(isBatch ? "$.features must be an array of arrays of numbers"
                        : "$.features must be an array of numbers");
                if (isBatch)
                    place = Place.Rows;
                else
                    BeginRow(reader.TokenType);
                break;
        }
    }

    private void TakeCode(ref Utf8JsonReader reader)
    {
        int row = rows;
        CountRow();
        if (reader.TokenType != JsonTokenType.String)
            throw Misfit(isBatch ? $"$.codes[{row}], the code at row {row} (counted from 0), must be a string"
                : "$.code must be a string");
        string digits = Text(ref reader);
        if (digits.Length != 2 * shape.BytesPerCode)
        {
            throw new InputException($"The code at row {row} (counted from 0) has {digits.Length} hexadecimal digits; "
                + $"codes of {shape.Bits} bits have {2 * shape.BytesPerCode}.");
        }
        if (Convert.FromHexString(digits, codes.Extend(shape.BytesPerCode), out _, out _) != OperationStatus.Done)
        {
            throw new InputException(
                $"The code at row {row} (counted from 0) is not hexadecimal; use the digits 0-9 and a-f, two for "
                    + "each byte.");
        }
    }

    private void BeginRow(JsonTokenType token)
    {
        if (token != JsonTokenType.StartArray)
            throw Misfit($"$.features[{rows}] must be an array of numbers. Row {rows} (counted from 0) is none");
        CountRow();
        column = 0;
        place = Place.Row;
    }

    private void TakeFeature(ref Utf8JsonReader reader)
    {
        int row = rows - 1, columns = shape.Columns!.Value;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            if (column != columns)
                throw new InputException($"Row {row} (counted from 0) has {column} features, the model takes "
                    + $"{columns}.");
            place = isBatch ? Place.Rows : Place.Object;
            return;
        }
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out float feature))
            throw Misfit(isBatch ? $"$.features[{row}][{column}] must be a number"
                : $"$.features[{column}] must be a number");
        if (column == columns)
            throw new InputException($"Row {row} (counted from 0) has more than {columns} features, the model takes "
                + $"{columns}.");
        features.Add(feature);
        column++;
    }

    private void CountRow()
    {
        if (++rows > shape.MaxQueries)
            throw NeighbourSearch.TooMany(shape.MaxQueries);
    }

    private static int Integer(ref Utf8JsonReader reader, string name)
        => reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value)
            ? value
            : throw Misfit($"$.{name} must be a whole number");

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new InputException("The body has a text that is not valid UTF-8; send JSON in UTF-8.", exception);
        }
    }

    private static InputException Misfit(string what)
        => new($"The body is not the JSON that is expected here: {what}; /openapi/v1.json describes it.");
}
