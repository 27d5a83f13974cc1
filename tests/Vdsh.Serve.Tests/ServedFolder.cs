// The files of a service, and what a plain loop answers from them.
using System.Text.Json;
using System.Text.Json.Nodes;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Compute;

namespace Vdsh.Serve.Tests;

internal sealed class ServedFolder : IDisposable
{
    private readonly ScratchDirectory directory = new();

    public string this[string name] => directory.File(name);

    public string Path => directory.Path;

    /// <summary>Writes codes as .npy under a temporary name and renames it, as 'vdsh encode' does.</summary>
    public string WriteCodes(HashCodes codes, string name = "codes.npy")
    {
        NpyFile.Write(this[name], new ByteMatrix(Bytes(codes), codes.Count, codes.BytesPerCode));
        return this[name];
    }

    public string WriteLabels(int[] labels, string name = "labels.npy")
    {
        NpyFile.Write(this[name], labels, labels.Length);
        return this[name];
    }

    public string WriteIndex(HashCodes codes, long[] ids, string name = "codes.vdshidx")
    {
        using var engine = new CpuBackend(new CpuBackendOptions { Threads = 1 });
        using var index = new HammingIndex(codes.Bits, engine);
        index.Add(codes, ids);
        index.Save(this[name]);
        return this[name];
    }

    public static byte[] Bytes(HashCodes codes)
    {
        byte[] bytes = new byte[codes.Count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        return bytes;
    }

    public static string Hex(HashCodes codes, int row) => Convert.ToHexStringLower(Bytes(codes.Select([row])));

    public static JsonArray Hex(HashCodes codes) => [.. Enumerable.Range(0, codes.Count).Select(row => JsonValue.Create(Hex(codes, row)))];

    /// <summary>What an answer to one query must be, by a plain loop over rows, whose numbers are the ids.</summary>
    public static JsonObject Expected(HashCodes database, HashCodes queries, int query, int? k, int? radius, Func<long, JsonNode>? label = null, string labelKey = "labels")
    {
        var found = NaiveHamming.Sorted(database, queries, query).Where(item => item.Distance <= (radius ?? database.Bits)).Take(k ?? int.MaxValue).ToArray();
        var answer = new JsonObject
        {
            ["ids"] = JsonSerializer.SerializeToNode(found.Select(item => item.Id)),
            ["distances"] = JsonSerializer.SerializeToNode(found.Select(item => item.Distance)),
        };
        if (label is not null)
            answer[labelKey] = new JsonArray([.. found.Select(item => label(item.Id))]);
        return answer;
    }

    public static JsonObject Body(string key, JsonNode queries, int? k, int? radius)
    {
        var body = new JsonObject { [key] = queries };
        if (k is not null)
            body["k"] = k;
        if (radius is not null)
            body["radius"] = radius;
        return body;
    }

    public void Dispose() => directory.Dispose();
}
