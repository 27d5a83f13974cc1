// A tensor file from a stranger must not be able to crash us or make us allocate: its header is checked here, whole, before any tensor is read.
using System.Text.Json;

namespace Vdsh.Data;

/// <summary>
/// The JSON header of a safetensors file: <c>{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}</c> with optional
/// string pairs under <c>__metadata__</c>. As the format demands, the tensors must cover the data part without overlaps and without gaps.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Longest header accepted, in bytes; a header describes tensors, so even thousands of them need far less.</summary>
    public const int MaximumLength = 16 << 20;

    /// <summary>The key under which the format keeps string pairs.</summary>
    public const string MetadataKey = "__metadata__";

    private const int MaximumDimensions = 8;

    private readonly string path;
    private readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TensorInfo> tensors = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path) => this.path = path;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    public IReadOnlyDictionary<string, TensorInfo> Tensors => tensors;

    /// <summary>Parses and checks a header.</summary>
    /// <param name="json">The header's bytes, with its padding.</param>
    /// <param name="dataLength">Length in bytes of what follows the header.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="InputException">The header is not valid or does not fit the data.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string path)
    {
        var header = new SafetensorsHeader(path);
        try
        {
            header.ReadAll(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the JSON reader reports text that is not UTF-8.
            throw new InputException($"{path}: the header is not valid JSON; the file is damaged or of another kind: write it again.", exception);
        }
        header.CheckCoverage(dataLength);
        return header;
    }

    private void ReadAll(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Failure("the header is not a JSON object");
        bool seenMetadata = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == MetadataKey)
            {
                if (seenMetadata)
                    throw Failure($"the header has {MetadataKey} twice");
                seenMetadata = true;
                ReadMetadata(ref reader);
            }
            else if (!tensors.TryAdd(name, ReadTensor(ref reader, name)))
                throw Failure($"the header describes tensor {MessageText.Quote(name)} twice");
        }
        // Only padding may follow; the reader throws on anything else.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Failure($"{MetadataKey} is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Failure($"the value of {MessageText.Quote(key)} in {MetadataKey} is not a string");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw Failure($"{MetadataKey} has the key {MessageText.Quote(key)} twice");
        }
    }

    private TensorInfo ReadTensor(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Failure($"the description of tensor {MessageText.Quote(name)} is not a JSON object");
        TensorType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            bool again;
            switch (key)
            {
                case "dtype":
                    again = type is not null;
                    type = ReadType(ref reader, name);
                    break;
                case "shape":
                    again = shape is not null;
                    shape = ReadNumbers(ref reader, name, key);
                    break;
                case "data_offsets":
                    again = offsets is not null;
                    offsets = ReadNumbers(ref reader, name, key);
                    break;
                default:
                    throw Failure($"tensor {MessageText.Quote(name)} has the unknown property "
                        + $"{MessageText.Quote(key)}");
            }
            if (again)
                throw Failure($"tensor {MessageText.Quote(name)} has {key} twice");
        }
        if (type is null || shape is null || offsets is not [long begin, long end])
            throw Failure($"tensor {MessageText.Quote(name)} needs dtype, shape and two data_offsets");
        CheckSize(name, type.Value, shape, begin, end);
        return new TensorInfo(name, type.Value, shape, begin, end);
    }

    private TensorType ReadType(ref Utf8JsonReader reader, string name)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text switch
        {
            "U8" => TensorType.U8,
            "F32" => TensorType.F32,
            "I64" => TensorType.I64,
            "F64" => TensorType.F64,
            _ => throw new InputException(
                $"{path}: tensor {MessageText.Quote(name)} has the dtype "
                    + $"{MessageText.Quote(text ?? "(not a string)")}; only F32, F64, I64 and U8 are read: convert "
                    + "it."),
        };
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string name, string key)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Failure($"{key} of tensor {MessageText.Quote(name)} is not a JSON array");
        Span<long> numbers = stackalloc long[MaximumDimensions];
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Failure($"{key} of tensor {MessageText.Quote(name)} holds something other than a whole number "
                    + "from 0");
            if (count == MaximumDimensions)
                throw Failure($"{key} of tensor {MessageText.Quote(name)} has more than {MaximumDimensions} numbers");
            numbers[count++] = number;
        }
        return numbers[..count].ToArray();
    }

    private void CheckSize(string name, TensorType type, long[] shape, long begin, long end)
    {
        long bytes = TensorInfo.SizeOf(type);
        try
        {
            foreach (long size in shape)
                bytes = checked(bytes * size);
        }
        catch (OverflowException)
        {
            throw Failure($"the shape [{string.Join(", ", shape)}] of tensor {MessageText.Quote(name)} is too large "
                + "for any file");
        }
        if (end < begin || end - begin != bytes)
            throw Failure($"tensor {MessageText.Quote(name)}, {type} [{string.Join(", ", shape)}], needs {bytes} bytes "
                + $"but its data_offsets are {begin}..{end}");
    }

    private void CheckCoverage(long dataLength)
    {
        long expected = 0;
        foreach (TensorInfo tensor in tensors.Values.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End))
        {
            if (tensor.End > dataLength)
            {
                throw new InputException(
                    $"{path}: tensor {MessageText.Quote(tensor.Name)} lies at bytes {tensor.Begin}..{tensor.End} of "
                        + $"the data, but the file has only {dataLength}; "
                    + "it is truncated: copy or write it again.");
            }
            if (tensor.Begin != expected)
                throw Failure($"tensor {MessageText.Quote(tensor.Name)} "
                    + $"{(tensor.Begin < expected ? "overlaps the tensor before it" : "follows a gap in the data")}");
            expected = tensor.End;
        }
        if (expected != dataLength)
            throw Failure($"{dataLength - expected} bytes follow the last tensor");
    }

    private InputException Failure(string what) => new($"{path}: {what}; the file is damaged: write it again.");
}
