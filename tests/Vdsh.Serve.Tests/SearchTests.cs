// Whatever form a query takes, the answer is that of a plain loop.
using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class SearchTests
{
    private static readonly (int? K, int? Radius)[] Wishes = [(1, null), (7, null), (1000, null), (null, 0), (null, 9), (3, 9), (20, 2), (5, 5000)];

    [Test]
    public async Task Codes_are_answered_as_a_plain_loop_answers([Values(1, 13, 48, 64, 65, 130)] int bits, [Values(IndexKind.Flat, IndexKind.Mih, IndexKind.Auto)] IndexKind kind)
    {
        using var folder = new ServedFolder();
        HashCodes database = RandomCodes.Create(300, bits, (ulong)bits, 120), queries = Near(database, bits);
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(database), Bits = bits, Kind = kind });
        foreach ((int? k, int? radius) in Wishes)
        {
            JsonObject[] expected = [.. Enumerable.Range(0, queries.Count).Select(query => ServedFolder.Expected(database, queries, query, k, radius))];
            JsonObject batch = await service.Ask("/search/batch", ServedFolder.Body("codes", ServedFolder.Hex(queries), k, radius).ToJsonString());
            Same(batch["results"]!, new JsonArray([.. expected.Select(answer => answer.DeepClone())]));
            Same(await service.Ask("/search", ServedFolder.Body("code", ServedFolder.Hex(queries, 0), k, radius).ToJsonString()), expected[0]);
            Same(await Binary(service, ServedFolder.Bytes(queries), "codes", k, radius), new JsonArray([.. expected.Select(answer => answer.DeepClone())]));
        }
    }

    [Test]
    public async Task Features_are_encoded_by_the_model([Values(1, 2, 7, 8, 9, 37)] int rows)
    {
        using var folder = new ServedFolder();
        var random = new Random(rows);
        HashModel model = RandomModels.Create([17, 31, 45], random);
        model.Save(folder["m.vdsh"]);
        HashCodes database = model.Encode(FeatureMatrix.FromArray(RandomModels.Features(model, 200, random), 200, 17));
        float[] features = RandomModels.Features(model, rows, random);
        HashCodes queries = model.Encode(FeatureMatrix.FromArray(features, rows, 17));
        // No --bits: that the codes have 45 of 48 bits is known from the model.
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(database), Model = folder["m.vdsh"] });
        var expected = new JsonArray([.. Enumerable.Range(0, rows).Select(query => ServedFolder.Expected(database, queries, query, 5, null))]);
        JsonNode nested = JsonSerializer.SerializeToNode(features.Chunk(17))!;
        Same((await service.Ask("/search/batch", ServedFolder.Body("features", nested, 5, null).ToJsonString()))["results"]!, expected);
        JsonNode first = JsonSerializer.SerializeToNode(features[..17])!;
        Same(await service.Ask("/search", ServedFolder.Body("features", first, 5, null).ToJsonString()), expected[0]!);
        Same(await Binary(service, MemoryMarshal.AsBytes(features.AsSpan()).ToArray(), "features", 5, null), expected);
        Assert.That((int)(await service.Get("/healthz"))["features"]!, Is.EqualTo(17));
    }

    [Test]
    public async Task Codes_of_one_number_a_bit_are_served_like_packed_ones()
    {
        using var folder = new ServedFolder();
        HashCodes database = RandomCodes.Create(60, 16, 6, 9), queries = RandomCodes.Create(1, 16, 7);
        byte[] numbers = [.. Enumerable.Range(0, 60 * 16).Select(i => (byte)(database.Bit(i / 16, i % 16) ? 1 : 0))];
        NpyFile.Write(folder["bits.npy"], numbers, 60, 16);
        var options = new ServiceOptions { Codes = folder["bits.npy"], Form = CodeForm.Bits };
        await using RunningService service = await RunningService.Start(options);
        JsonObject answer = await service.Ask("/search", ServedFolder.Body("code", ServedFolder.Hex(queries, 0), 8, null)
            .ToJsonString());
        Same(answer, ServedFolder.Expected(database, queries, 0, 8, null));
        InputException? refusal = await Assert.ThrowsAsync<InputException>(
            () => RunningService.Start(options with { Form = CodeForm.Auto }));
        Assert.That(refusal!.Message, Does.Contain("--codes-as bits").And.Contain("--codes-as packed"));
    }

    [Test]
    public async Task Answers_carry_labels()
    {
        using var folder = new ServedFolder();
        HashCodes database = RandomCodes.Create(100, 32, 1, 40), queries = RandomCodes.Create(3, 32, 2);
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row * 7 % 11)];
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(database), Labels = folder.WriteLabels(labels) });
        JsonObject batch = await service.Ask("/search/batch", ServedFolder.Body("codes", ServedFolder.Hex(queries), 20, null).ToJsonString());
        for (int query = 0; query < 3; query++)
            Same(batch["results"]![query]!, ServedFolder.Expected(database, queries, query, 20, null, id => labels[(int)id]));
    }

    [Test]
    public async Task Items_with_several_labels_have_all_of_them()
    {
        using var folder = new ServedFolder();
        HashCodes database = RandomCodes.Create(50, 16, 3), queries = RandomCodes.Create(1, 16, 4);
        byte[] indicators = [.. Enumerable.Range(0, 50 * 3).Select(i => (byte)(i * 5 % 7 < 3 ? 1 : 0))];
        NpyFile.Write(folder["labels.npy"], indicators, 50, 3);
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(database), Labels = folder["labels.npy"] });
        JsonObject answer = await service.Ask("/search", ServedFolder.Body("code", ServedFolder.Hex(queries, 0), 50, null).ToJsonString());
        Same(answer, ServedFolder.Expected(database, queries, 0, 50, null,
            id => JsonSerializer.SerializeToNode(Enumerable.Range(0, 3).Where(label => indicators[id * 3 + label] == 1))!, "labelSets"));
    }

    [Test]
    public async Task Own_ids_keep_their_labels([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind, [Values] bool faiss)
    {
        using var folder = new ServedFolder();
        HashCodes database = RandomCodes.Create(80, 64, 5);
        // Rising in an index of this library, which keeps its rows so; falling in one of faiss, which does not.
        long[] ids = [.. Enumerable.Range(0, 80).Select(row => faiss ? 5000L - 3 * row : 1000L + 3 * row)];
        int[] labels = [.. Enumerable.Range(0, 80).Select(row => row % 9)];
        string codes = faiss ? folder["codes.faiss"] : folder.WriteIndex(database, ids);
        if (faiss)
            FaissIndexFile.Write(codes, database, ids);
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = codes, Labels = folder.WriteLabels(labels), Kind = kind });
        for (int row = 0; row < 80; row += 13)
        {
            JsonObject answer = await service.Ask("/search", ServedFolder.Body("code", ServedFolder.Hex(database, row), 1, null).ToJsonString());
            Same(answer, new JsonObject { ["ids"] = new JsonArray(ids[row]), ["distances"] = new JsonArray(0), ["labels"] = new JsonArray(labels[row]) });
        }
    }

    [Test]
    public async Task An_empty_database_has_no_neighbours([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind)
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(new HashCodes([], 0, 16)), Kind = kind });
        Same(await service.Ask("/search", """{"code": "ffff", "k": 3}"""), new JsonObject { ["ids"] = new JsonArray(), ["distances"] = new JsonArray() });
    }

    [Test]
    public async Task More_codes_within_a_radius_than_an_answer_may_hold_are_refused_unless_k_bounds_them([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind)
    {
        using var folder = new ServedFolder();
        HashCodes database = RandomCodes.Create(60, 16, 6);
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(database), Kind = kind, MaxK = 59 });
        (HttpStatusCode status, JsonObject problem) = await service.Post("/search", """{"code": "0000", "radius": 16}""");
        Assert.That((status, (string)problem["detail"]!), Is.EqualTo((HttpStatusCode.BadRequest, "More than 59 codes lie within 16 bits of query 0 (counted from 0); give k as well for the nearest of them, or a smaller radius.")));
        Assert.That((await service.Ask("/search", """{"code": "0000", "radius": 16, "k": 59}"""))["ids"]!.AsArray(), Has.Count.EqualTo(59));
    }

    // Queries that have near codes, so that small radii find some.
    private static HashCodes Near(HashCodes database, int bits)
    {
        ulong[] words = [.. Enumerable.Range(0, 5).SelectMany(row => database[row * 11].ToArray())];
        for (int row = 1; row < 5; row++)
            words[row * HashCodes.WordsFor(bits)] ^= 1ul << (row % Math.Min(bits, 64));
        return new HashCodes(words, 5, bits);
    }

    private static async Task<JsonNode> Binary(RunningService service, byte[] body, string of, int? k, int? radius)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/octet-stream");
        using HttpResponseMessage response = await service.Client.PostAsync($"/search/binary?of={of}{(k is null ? "" : $"&k={k}")}{(radius is null ? "" : $"&radius={radius}")}", content);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), System.Text.Encoding.UTF8.GetString(bytes));
        var results = new JsonArray();
        for (int at = 0; at < bytes.Length;)
        {
            int count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            int ids = at + 4, distances = ids + 8 * count;
            results.Add(new JsonObject
            {
                ["ids"] = JsonSerializer.SerializeToNode(Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(ids + 8 * i)))),
                ["distances"] = JsonSerializer.SerializeToNode(Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(distances + 4 * i)))),
            });
            at = distances + 4 * count;
        }
        return results;
    }

    private static void Same(JsonNode actual, JsonNode expected) => Assert.That(actual.ToJsonString(), Is.EqualTo(expected.ToJsonString()));
}
