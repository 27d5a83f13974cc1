// New files are taken over whole or not at all.
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Search;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class ReloadTests
{
    private static readonly HashCodes Old = RandomCodes.Create(50, 32, 1), New = RandomCodes.Create(60, 32, 2);

    [Test]
    public async Task A_new_file_is_noticed([Values(IndexKind.Flat, IndexKind.Mih)] IndexKind kind)
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(Old), Kind = kind, Watch = TimeSpan.FromMilliseconds(20) });
        await Answers(service, Old);
        folder.WriteCodes(New);
        await Until(async () => (long)(await service.Get("/healthz"))["generation"]! == 2);
        await Answers(service, New);
        Assert.That(await service.Metric("vdsh_reloads_total{result=\"succeeded\"}"), Is.EqualTo(1));
        Assert.That(await service.Metric("vdsh_index_codes"), Is.EqualTo(60));
    }

    [Test]
    public async Task A_broken_file_leaves_the_old_one_serving_and_is_tried_once([Values("no array", "cut index", "changed index", "gone", "other bits of the model")] string fault)
    {
        using var folder = new ServedFolder();
        HashModel model = RandomModels.Create([4, 32], new Random(1));
        model.Save(folder["m.vdsh"]);
        string codes = folder.WriteIndex(Old, [.. Enumerable.Range(0, 50)]);
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = codes, Model = folder["m.vdsh"], Watch = TimeSpan.FromMilliseconds(20) });
        byte[] good = File.ReadAllBytes(codes);
        byte[] changed = [.. good];
        changed[4100] ^= 1;
        if (fault == "gone")
            File.Delete(codes);
        else if (fault == "other bits of the model")
            folder.WriteIndex(RandomCodes.Create(50, 40, 1), [.. Enumerable.Range(0, 50)]);
        else
            File.WriteAllBytes(codes, fault == "no array" ? [1, 2, 3] : fault == "cut index" ? good[..^8] : changed);
        await Until(async () => (string)(await service.Get("/healthz"))["status"]! == "stale");
        JsonObject health = await service.Get("/healthz");
        Assert.That((string)health["reloadError"]!, Does.Contain(codes));
        Assert.That((long)health["generation"]!, Is.EqualTo(1));
        await Task.Delay(200);
        Assert.That(await service.Metric("vdsh_reloads_total{result=\"failed\"}"), Is.EqualTo(1), "the same broken file was tried again");
        Assert.That(await service.Metric("vdsh_stale"), Is.EqualTo(1));
        Assert.That(service.Log.Lines.Count(line => line.Level == LogLevel.Warning && line.Text.Contains(codes, StringComparison.Ordinal)), Is.EqualTo(1));
        await Answers(service, Old);
        (HttpStatusCode status, JsonObject problem) = await service.Post("/reload", "");
        Assert.That(status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((string)problem["detail"]!, Does.Contain(codes));
        folder.WriteIndex(New, [.. Enumerable.Range(0, 60)]);
        await Until(async () => (string)(await service.Get("/healthz"))["status"]! == "ok");
        await Answers(service, New);
    }

    [Test]
    public async Task Codes_and_labels_change_together()
    {
        using var folder = new ServedFolder();
        int[] oldLabels = [.. Enumerable.Repeat(3, 50)], newLabels = [.. Enumerable.Repeat(4, 60)];
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(Old), Labels = folder.WriteLabels(oldLabels), Watch = TimeSpan.Zero });
        folder.WriteCodes(New);
        (HttpStatusCode status, JsonObject problem) = await service.Post("/reload", "");
        Assert.That(status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((string)problem["detail"]!, Does.Contain("50 labels").And.Contain("60 codes"));
        await Answers(service, Old, _ => 3);
        folder.WriteLabels(newLabels);
        await service.Ask("/reload", "");
        await Answers(service, New, _ => 4);
    }

    [Test]
    public async Task A_request_keeps_the_files_it_began_with_when_they_are_replaced_in_place()
    {
        using var folder = new ServedFolder();
        string codes = folder.WriteIndex(Old, [.. Enumerable.Range(0, 50)]);
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = codes, Kind = IndexKind.Flat, Watch = TimeSpan.Zero });
        // A mapped file that becomes shorter would end the process.
        using (FileStream file = File.OpenWrite(codes))
            file.SetLength(0);
        await Answers(service, Old);
    }

    [Test]
    public async Task A_new_model_is_taken_over_with_its_codes()
    {
        using var folder = new ServedFolder();
        var random = new Random(5);
        HashModel[] models = [RandomModels.Create([4, 32], random), RandomModels.Create([6, 24], random)];
        models[0].Save(folder["m.vdsh"]);
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(Old), Model = folder["m.vdsh"], Watch = TimeSpan.Zero });
        models[1].Save(folder["m.vdsh"]);
        Assert.That((await service.Post("/reload", "")).Status, Is.EqualTo(HttpStatusCode.Conflict), "codes of 32 bits do not fit");
        folder.WriteCodes(RandomCodes.Create(10, 24, 1));
        JsonObject health = await service.Ask("/reload", "");
        Assert.That(((int)health["features"]!, (int)health["bits"]!, (int)health["codes"]!), Is.EqualTo((6, 24, 10)));
        await service.Ask("/search", """{"k": 1, "features": [1, 2, 3, 4, 5, 6]}""");
    }

    private static async Task Answers(RunningService service, HashCodes database, Func<long, JsonNode>? label = null)
    {
        HashCodes queries = RandomCodes.Create(4, 32, 9);
        for (int query = 0; query < queries.Count; query++)
        {
            JsonObject answer = await service.Ask("/search", ServedFolder.Body("code", ServedFolder.Hex(queries, query), 5, null).ToJsonString());
            Assert.That(answer.ToJsonString(), Is.EqualTo(ServedFolder.Expected(database, queries, query, 5, null, label).ToJsonString()));
        }
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (int attempt = 0; attempt < 500 && !await condition(); attempt++)
            await Task.Delay(10);
        Assert.That(await condition(), Is.True);
    }
}
