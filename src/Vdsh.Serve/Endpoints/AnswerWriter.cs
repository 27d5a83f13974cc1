// Answers are written from the numbers that were found, piece by piece, so that a caller who reads slowly or never
// keeps no text of them in memory.
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vdsh.Search;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

/// <summary>Writes answers; stops where nobody reads them any more.</summary>
internal static class AnswerWriter
{
    // Values between two looks at how much waits to be sent, and what may wait.
    private const int Values = 512;
    private const int Piece = 16 * 1024;

    private static readonly JsonWriterOptions Trusted = new() { SkipValidation = true };

    /// <summary>Writes one answer, or {"results": [...]} with those of all queries.</summary>
    public static async Task Json(
        HttpContext context, ServedSet set, RadiusResult found, bool isBatch, bool idsAsStrings)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        PipeWriter output = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(output, Trusted);
        if (isBatch)
        {
            json.WriteStartObject();
            json.WriteStartArray("results"u8);
        }
        for (int query = 0; query < found.Queries; query++)
        {
            int start = (int)found.Offsets[query], end = (int)found.Offsets[query + 1];
            json.WriteStartObject();
            json.WriteStartArray("ids"u8);
            for (int first = start; first < end; first += Values)
            {
                WriteIds(json, found.Ids.AsSpan(first, Math.Min(Values, end - first)), idsAsStrings);
                if (!await Send(json, output))
                    return;
            }
            json.WriteEndArray();
            json.WriteStartArray("distances"u8);
            for (int first = start; first < end; first += Values)
            {
                foreach (int distance in found.Distances.AsSpan(first, Math.Min(Values, end - first)))
                    json.WriteNumberValue(distance);
                if (!await Send(json, output))
                    return;
            }
            json.WriteEndArray();
            if (set.Labels is { } labels)
            {
                json.WriteStartArray(labels.AreSets ? "labelSets"u8 : "labels"u8);
                for (int first = start; first < end; first += Values)
                {
                    WriteLabels(json, labels, found.Ids.AsSpan(first, Math.Min(Values, end - first)));
                    if (!await Send(json, output))
                        return;
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        if (isBatch)
        {
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.Flush();
        await output.FlushAsync();
    }

    /// <summary>Writes for each query a count c (int32), c ids (int64) and c distances (int32), all
    /// little-endian.</summary>
    public static async Task Bytes(HttpContext context, RadiusResult found)
    {
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = (long)found.Queries * sizeof(int)
            + (long)found.Ids.Length * (sizeof(long) + sizeof(int));
        PipeWriter output = context.Response.BodyWriter;
        for (int query = 0; query < found.Queries; query++)
        {
            int start = (int)found.Offsets[query], end = (int)found.Offsets[query + 1];
            WriteIntegers(output, [end - start]);
            for (int first = start; first < end; first += Values)
            {
                WriteIds(output, found.Ids.AsSpan(first, Math.Min(Values, end - first)));
                if (!await Send(output))
                    return;
            }
            for (int first = start; first < end; first += Values)
            {
                WriteIntegers(output, found.Distances.AsSpan(first, Math.Min(Values, end - first)));
                if (!await Send(output))
                    return;
            }
        }
        await output.FlushAsync();
    }

    private static void WriteIntegers(PipeWriter output, ReadOnlySpan<int> values)
    {
        Span<byte> bytes = output.GetSpan(values.Length * sizeof(int));
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(i * sizeof(int))..], values[i]);
        output.Advance(values.Length * sizeof(int));
    }

    private static void WriteIds(PipeWriter output, ReadOnlySpan<long> ids)
    {
        Span<byte> bytes = output.GetSpan(ids.Length * sizeof(long));
        for (int i = 0; i < ids.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(i * sizeof(long))..], ids[i]);
        output.Advance(ids.Length * sizeof(long));
    }

    private static void WriteIds(Utf8JsonWriter json, ReadOnlySpan<long> ids, bool asStrings)
    {
        Span<byte> digits = stackalloc byte[20];
        foreach (long id in ids)
        {
            if (!asStrings)
                json.WriteNumberValue(id);
            else if (Utf8Formatter.TryFormat(id, digits, out int length))
                json.WriteStringValue(digits[..length]);
        }
    }

    private static void WriteLabels(Utf8JsonWriter json, ItemLabels labels, ReadOnlySpan<long> ids)
    {
        foreach (long id in ids)
        {
            if (!labels.AreSets)
            {
                json.WriteNumberValue(labels.Of(id));
                continue;
            }
            json.WriteStartArray();
            foreach (int label in labels.SetOf(id))
                json.WriteNumberValue(label);
            json.WriteEndArray();
        }
    }

    private static ValueTask<bool> Send(Utf8JsonWriter json, PipeWriter output)
    {
        if (json.BytesPending + output.UnflushedBytes >= Piece)
            json.Flush();
        return Send(output);
    }

    private static async ValueTask<bool> Send(PipeWriter output)
        => output.UnflushedBytes < Piece || !(await output.FlushAsync()).IsCompleted;
}
