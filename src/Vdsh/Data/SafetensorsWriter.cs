// The writing half of our tensor files: the same tensors always give the same bytes, and a reader never sees a file half written.
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using CommunityToolkit.HighPerformance;

namespace Vdsh.Data;

/// <summary>
/// Collects named tensors and string pairs and writes them as a safetensors file. Elements are not copied before they are written, so they must
/// not change until then. The bytes depend on names and contents only, not on the order of the calls.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use; a file holds what was added before it was begun.</remarks>
public sealed class SafetensorsWriter
{
    private const int ChunkElements = 1 << 20;

    private readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    /// <summary>Adds a string pair to the header; the same key again replaces the value.</summary>
    public void AddMetadata(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        lock (tensors)
            metadata[key] = value;
    }

    /// <summary>Adds a tensor of float, double, long or byte elements.</summary>
    /// <param name="name">Unique in the file.</param>
    /// <param name="values">Row-major; kept, not copied.</param>
    /// <param name="shape">Sizes, outermost dimension first; none given means one dimension.</param>
    /// <exception cref="ArgumentException">The name is taken or not allowed, or the values do not fill the shape.</exception>
    public void Add<T>(string name, ReadOnlyMemory<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        long[] sizes = shape.IsEmpty ? [values.Length] : shape.ToArray();
        if (sizes.Aggregate(1L, (product, size) => checked(product * size)) != values.Length)
            throw new ArgumentException($"{values.Length} elements do not fill tensor {name} of shape [{string.Join(", ", sizes)}].", nameof(values));
        Add(name, new Tensor(TensorInfo.TypeOf<T>(), sizes, values.Length, (stream, _) => WriteElements(stream, values.Span)));
    }

    /// <summary>Adds a tensor of float, double, long or byte elements.</summary>
    /// <inheritdoc cref="Add{T}(string, ReadOnlyMemory{T}, ReadOnlySpan{long})"/>
    public void Add<T>(string name, T[] values, params ReadOnlySpan<long> shape) where T : unmanaged
        => Add(name, (ReadOnlyMemory<T>)values, shape);

    /// <summary>
    /// Adds an F32 matrix whose elements are fetched only when the file is written, one matrix at a time: for matrices that live on a device.
    /// </summary>
    /// <param name="name">Unique in the file.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="fill">Writes every element of the rows x columns buffer that it is given.</param>
    /// <exception cref="ArgumentException">The name is taken or not allowed.</exception>
    public void Add(string name, int rows, int columns, Action<Span2D<float>> fill)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentNullException.ThrowIfNull(fill);
        int count = checked(rows * columns);
        Add(name, new Tensor(TensorType.F32, [rows, columns], count, (stream, buffer) =>
        {
            fill(Span2D<float>.DangerousCreate(ref MemoryMarshal.GetArrayDataReference(buffer), rows, columns, 0));
            WriteElements<float>(stream, buffer.AsSpan(0, count));
        })
        { BufferLength = count });
    }

    /// <summary>Writes the file: complete under its final name, or not at all.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file's bytes to a stream.</summary>
    public void Write(Stream stream)
    {
        lock (tensors)
            WriteAll(stream);
    }

    private void WriteAll(Stream stream)
    {
        // Wide elements first, so that every tensor is aligned to its own element size (the header is padded to 8 bytes).
        KeyValuePair<string, Tensor>[] ordered = [.. tensors.OrderByDescending(pair => TensorInfo.SizeOf(pair.Value.Type))];
        stream.Write(EncodeHeader(ordered));
        float[] buffer = new float[ordered.Select(pair => pair.Value.BufferLength).DefaultIfEmpty().Max()];
        foreach ((_, Tensor tensor) in ordered)
            tensor.Write(stream, buffer);
    }

    private void Add(string name, Tensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (tensors)
        {
            if (name == SafetensorsHeader.MetadataKey || !tensors.TryAdd(name, tensor))
                throw new ArgumentException($"The tensor name {name} is taken.", nameof(name));
        }
    }

    private ReadOnlySpan<byte> EncodeHeader(KeyValuePair<string, Tensor>[] ordered)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(stackalloc byte[8]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach ((string name, Tensor tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.Type.ToString());
                json.WriteStartArray("shape");
                foreach (long size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Count * TensorInfo.SizeOf(tensor.Type));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.WrittenCount % 8 != 0)
            buffer.Write(" "u8);
        int length = buffer.WrittenCount - 8;
        if (length > SafetensorsHeader.MaximumLength)
            throw new ArgumentException($"The header needs {length} bytes, more than the {SafetensorsHeader.MaximumLength} that readers accept; shorten the metadata.");
        byte[] bytes = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        return bytes;
    }

    private static void WriteElements<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        for (int start = 0; start < values.Length; start += ChunkElements)
            stream.Write(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(ChunkElements, values.Length - start))));
    }

    private sealed record Tensor(TensorType Type, long[] Shape, long Count, Action<Stream, float[]> Write)
    {
        public int BufferLength { get; init; }
    }
}
