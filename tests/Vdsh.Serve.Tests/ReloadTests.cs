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
        await Wait.Until(async () => (long)(await service.Get("/healthz"))["generation"]! == 2);
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
        await Wait.Until(async () => (string)(await service.Get("/healthz"))["status"]! == "stale");
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
        await Wait.Until(async () => (string)(await service.Get("/healthz"))["status"]! == "ok");
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

    [Test]
    public async Task A_web_page_cannot_ask_for_a_reload()
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(Old), Watch = TimeSpan.Zero });
        using var page = new HttpClient { BaseAddress = service.Address };
        using HttpResponseMessage plain = await page.PostAsync("/reload", null);
        Assert.That(plain.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await plain.Content.ReadAsStringAsync(), Does.Contain("X-Vdsh-Reload: 1"));
        using HttpResponseMessage preflight = await page.SendAsync(
            new HttpRequestMessage(HttpMethod.Options, "/reload"));
        Assert.That(preflight.Headers.Contains("Access-Control-Allow-Headers"), Is.False);
        page.DefaultRequestHeaders.Add("X-Vdsh-Reload", "1");
        Assert.That((await page.PostAsync("/reload", null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        // A name that was made to lead to this machine is its own origin to a browser, which says so.
        page.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        Assert.That((await page.PostAsync("/reload", null)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await service.Metric("vdsh_reloads_total{result=\"succeeded\"}"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_key_is_enough_for_a_reload()
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(Old), Key = ApiKey.Create("k", "a test"),
                Watch = TimeSpan.Zero });
        service.Client.DefaultRequestHeaders.Clear();
        Assert.That((await service.Client.PostAsync("/reload", null)).StatusCode,
            Is.EqualTo(HttpStatusCode.Unauthorized));
        service.Client.DefaultRequestHeaders.Add("X-Api-Key", "k");
        Assert.That((await service.Client.PostAsync("/reload", null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Many_calls_share_one_reload_which_goes_on_when_they_leave()
    {
        using var folder = new ServedFolder();
        using var gate = new ManualResetEventSlim();
        int loads = 0;
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(Old), Watch = TimeSpan.Zero }, set =>
        {
            if (Interlocked.Increment(ref loads) > 1)
                gate.Wait();
            return set;
        });
        using var departure = new CancellationTokenSource();
        Task<HttpResponseMessage> first = service.Client.PostAsync("/reload", null, departure.Token);
        await Wait.Until(() => Task.FromResult(Volatile.Read(ref loads) == 2));
        folder.WriteCodes(New);
        Task<HttpResponseMessage>[] leaving = [.. Enumerable.Range(0, 20)
            .Select(_ => service.Client.PostAsync("/reload", null, departure.Token))];
        Task<HttpResponseMessage>[] staying = [.. Enumerable.Range(0, 20)
            .Select(_ => service.Client.PostAsync("/reload", null))];
        await Wait.Until(async () => await service.Metric("vdsh_requests_running") == 42);
        await departure.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        foreach (Task<HttpResponseMessage> call in leaving)
            Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        await Wait.Until(async () => await service.Metric("vdsh_requests_running") == 21);
        gate.Set();
        foreach (HttpResponseMessage answer in await Task.WhenAll(staying))
            Assert.That((int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["codes"]!, Is.EqualTo(60),
                "what lay there when it was asked for");
        Assert.That((loads, (long)(await service.Get("/healthz"))["generation"]!), Is.EqualTo((3, 3L)));
    }

    [Test]
    public async Task A_file_that_kept_its_size_and_its_time_is_noticed(
        [Values("index", "npy", "large npy", "labels", "model")] string file)
    {
        using var folder = new ServedFolder();
        int count = file == "large npy" ? 100_000 : 50;
        HashCodes[] states = [RandomCodes.Create(count, 32, 1), RandomCodes.Create(count, 32, 2)];
        string Write(string what, int state, string name)
        {
            if (what == "model")
                RandomModels.Create([4, 32], new Random(state)).Save(folder[name]);
            return what switch
            {
                "model" => folder[name],
                "labels" => folder.WriteLabels([.. Enumerable.Repeat(state, count)], name),
                "index" => folder.WriteIndex(states[state], [.. Enumerable.Range(0, count)], name),
                _ => folder.WriteCodes(states[state], name),
            };
        }
        string model = Write("model", 0, "m.vdsh"), labels = Write("labels", 0, "labels.npy"),
            codes = Write(file == "index" ? file : "codes", 0, "codes");
        string changed = file switch { "labels" => labels, "model" => model, _ => codes };
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, Model = model, Labels = labels,
                Watch = TimeSpan.FromMilliseconds(20) });
        DateTime written = File.GetLastWriteTimeUtc(changed);
        string next = Write(file, 1, "next");
        File.SetLastWriteTimeUtc(next, written);
        Assert.That(new FileInfo(next).Length, Is.EqualTo(new FileInfo(changed).Length));
        File.Move(next, changed, overwrite: true);
        Assert.That(File.GetLastWriteTimeUtc(changed), Is.EqualTo(written));
        await Wait.Until(async () => (long)(await service.Get("/healthz"))["generation"]! == 2);
    }

    [Test]
    public async Task A_link_that_leads_elsewhere_is_noticed()
    {
        using var folder = new ServedFolder();
        folder.WriteCodes(Old, "old.npy");
        folder.WriteCodes(RandomCodes.Create(50, 32, 3), "new.npy");
        DateTime time = DateTime.UnixEpoch.AddDays(1);
        File.SetLastWriteTimeUtc(folder["old.npy"], time);
        File.SetLastWriteTimeUtc(folder["new.npy"], time);
        File.CreateSymbolicLink(folder["codes.npy"], "old.npy");
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder["codes.npy"], Watch = TimeSpan.FromMilliseconds(20) });
        File.CreateSymbolicLink(folder["next"], "new.npy");
        File.Move(folder["next"], folder["codes.npy"], overwrite: true);
        await Wait.Until(async () => (long)(await service.Get("/healthz"))["generation"]! == 2);
        await Answers(service, RandomCodes.Create(50, 32, 3));
    }

    [Test]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has no mkfifo.");
        using var folder = new ServedFolder();
        using (var make = System.Diagnostics.Process.Start("mkfifo", [folder["pipe"]]))
            await make.WaitForExitAsync();
        foreach (string path in (string[])[folder["pipe"], "/dev/stdin", "-", "/dev/null"])
        {
            Assert.That(async () => await RunningService.Start(new ServiceOptions { Codes = path })
                .WaitAsync(Wait.Patience),
                Throws.TypeOf<Data.InputException>().With.Message.Contains(path).And.Message.Contains("pipe"), path);
        }
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(Old), Watch = TimeSpan.FromMilliseconds(20) });
        File.Move(folder["pipe"], folder["codes.npy"], overwrite: true);
        await Wait.Until(async () => (string)(await service.Get("/healthz"))["status"]! == "stale");
        await Answers(service, Old);
        File.Delete(folder["codes.npy"]);
        folder.WriteCodes(New);
        await Wait.Until(async () => (string)(await service.Get("/healthz"))["status"]! == "ok");
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
}
