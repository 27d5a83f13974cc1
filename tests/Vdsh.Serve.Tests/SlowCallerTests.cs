// A few callers who are slow on purpose must not stop the service for others. Nothing here is timed: others are
// answered while all of them hold on.
using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class SlowCallerTests
{
    private const string Query = """{"k": 1, "code": "00000000"}""";

    private ServedFolder folder = null!;
    private string codes = "";

    [SetUp]
    public void Create()
    {
        folder = new ServedFolder();
        codes = folder.WriteCodes(RandomCodes.Create(2000, 32, 1));
    }

    [TearDown]
    public void Delete() => folder.Dispose();

    [Test]
    public async Task Callers_who_send_slowly_take_no_place_from_others(
        [Values("/search", "/search/batch", "/search/binary?k=1")] string path)
    {
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, MaxConcurrent = 1, MaxQueued = 0 });
        string type = path.Contains("binary", StringComparison.Ordinal) ? "application/octet-stream"
            : "application/json";
        List<RawCaller> slow = await Connect(service, 16);
        foreach (RawCaller caller in slow)
            await caller.Send(RawCaller.Head(path, 1000, type) + "{");
        await Wait.Until(async () => await service.Metric("vdsh_requests_running") == 17);
        Assert.That((await service.Post("/search", Query).WaitAsync(Wait.Patience)).Status,
            Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await service.Metric("vdsh_requests_running"), Is.EqualTo(17), "the slow ones still send");
        slow.ForEach(caller => caller.Dispose());
    }

    [Test]
    public async Task Callers_who_never_read_take_no_place_from_others([Values] bool isBinary)
    {
        const int Callers = 40, Queries = 600;
        await using RunningService service = await RunningService.Start(new ServiceOptions
        {
            Codes = codes, MaxConcurrent = 1, MinBytesPerSecond = 0, MaxHeldMegabytes = 512,
        });
        HashCodes queries = RandomCodes.Create(Queries, 32, 2);
        List<RawCaller> deaf = await Connect(service, Callers, receiveBuffer: 4096);
        foreach (RawCaller caller in deaf)
        {
            if (isBinary)
            {
                byte[] body = ServedFolder.Bytes(queries);
                await caller.Send(RawCaller.Head("/search/binary?k=1000", body.Length, "application/octet-stream")
                    + System.Text.Encoding.Latin1.GetString(body));
            }
            else
            {
                string body = ServedFolder.Body("codes", ServedFolder.Hex(queries), 1000, null).ToJsonString();
                await caller.Send(RawCaller.Head("/search/batch", body.Length) + body);
            }
        }
        await Wait.Until(async () => await service.Metric("vdsh_queries_total") == Callers * Queries);
        Assert.That((await service.Post("/search", Query).WaitAsync(Wait.Patience)).Status,
            Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await service.Metric("vdsh_searches_running"), Is.Zero);
        Assert.That(await service.Metric("vdsh_requests_running"), Is.EqualTo(Callers + 1),
            "their answers still wait to be read");
        Assert.That(await service.Metric("vdsh_request_memory_bytes"), Is.EqualTo(Callers * Queries * 1000L * 12),
            "an answer is kept as numbers only");
        deaf.ForEach(caller => caller.Dispose());
        await Wait.Until(async () => await service.Metric("vdsh_request_memory_bytes") == 0);
    }

    [Test]
    public async Task Batches_leave_places_to_single_queries()
    {
        GatedIndex? index = null;
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, MaxConcurrent = 3 },
            set => set with { Index = index = GatedIndex.ForBatches(set.Index) });
        string body = ServedFolder.Body("codes", ServedFolder.Hex(RandomCodes.Create(50, 32, 2)), 3, null)
            .ToJsonString();
        Task<(HttpStatusCode Status,
            JsonObject Answer)>[] batches = [.. Enumerable.Range(0, 10)
                .Select(_ => service.Post("/search/batch", body))];
        await Wait.Until(async () => await service.Metric("vdsh_searches_running") == 2
            && await service.Metric("vdsh_searches_waiting") == 8);
        Assert.That((await service.Post("/search", Query).WaitAsync(Wait.Patience)).Status,
            Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await service.Metric("vdsh_searches_running"), Is.EqualTo(2), "the batches still run");
        index!.Open();
        foreach ((HttpStatusCode status, JsonObject answer) in await Task.WhenAll(batches))
            Assert.That((status, answer["results"]!.AsArray().Count), Is.EqualTo((HttpStatusCode.OK, 50)));
    }

    [Test]
    public async Task A_large_batch_is_several_searches_of_the_index_with_the_same_answer([Values] bool isRadius)
    {
        // So many codes that a search of the index has 16 queries.
        HashCodes database = RandomCodes.Create(300_000, 32, 3), queries = RandomCodes.Create(50, 32, 4);
        GatedIndex? index = null;
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(database, "large.npy") },
            set => set with { Index = index = GatedIndex.Counting(set.Index) });
        (int? k, int? radius) = isRadius ? ((int?)null, (int?)5) : (3, null);
        JsonObject answer = await service.Ask(
            "/search/batch", ServedFolder.Body("codes", ServedFolder.Hex(queries), k, radius).ToJsonString());
        Assert.That(index!.Searches, Is.EqualTo(4));
        for (int query = 0; query < queries.Count; query++)
            Assert.That(answer["results"]![query]!.ToJsonString(),
                Is.EqualTo(ServedFolder.Expected(database, queries, query, k, radius).ToJsonString()));
        (HttpStatusCode status, JsonObject problem) = await service.Post(
            "/search/batch", ServedFolder.Body("codes", ServedFolder.Hex(queries), null, 32).ToJsonString());
        Assert.That((status, (string)problem["detail"]!), Is.EqualTo((HttpStatusCode.BadRequest,
            "More than 1000 codes lie within 32 bits of query 0 (counted from 0); give k as well for the nearest of "
                + "them, or a smaller radius.")));
    }

    [Test]
    public async Task Callers_below_the_least_rate_are_cut_off()
    {
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, MinBytesPerSecond = 100_000 });
        using RawCaller slow = await RawCaller.Connect(service.Address),
            deaf = await RawCaller.Connect(service.Address, receiveBuffer: 4096);
        await slow.Send(RawCaller.Head("/search", 1000) + "{");
        string body = ServedFolder.Body("codes", ServedFolder.Hex(RandomCodes.Create(1000, 32, 2)), 1000, null)
            .ToJsonString();
        await deaf.Send(RawCaller.Head("/search/batch", body.Length) + body);
        Assert.That(await slow.ReadUntil("--min-rate"), Does.StartWith("HTTP/1.1 408"));
        await Wait.Until(async () => await service.Metric("vdsh_requests_running") == 1);
        Assert.That(await service.Metric("vdsh_request_memory_bytes"), Is.Zero);
    }

    [Test]
    public async Task Where_memory_is_short_the_largest_request_gives_way_and_small_ones_are_answered()
    {
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, MaxBatch = 1 << 20, MaxHeldMegabytes = 1 });
        using RawCaller large = await RawCaller.Connect(service.Address),
            small = await RawCaller.Connect(service.Address);
        // 300 kB lie in 512 KiB and 150 kB in 256 KiB, which leaves less than the search takes.
        await large.Send(RawCaller.Head("/search/binary?k=1", 400_000, "application/octet-stream")
            + new string('x', 300_000));
        await Wait.Until(async () => await service.Metric("vdsh_request_memory_bytes") == 512 * 1024);
        await small.Send(RawCaller.Head("/search/binary?k=1", 152_000, "application/octet-stream")
            + new string('x', 150_000));
        await Wait.Until(async () => await service.Metric("vdsh_request_memory_bytes") == 768 * 1024);
        string body = ServedFolder.Body("codes", ServedFolder.Hex(RandomCodes.Create(12, 32, 2)), 1000, null)
            .ToJsonString();
        Assert.That((await service.Post("/search/batch", body)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await large.ReadUntil("--max-held-mb"), Does.StartWith("HTTP/1.1 503").And.Contain("Retry-After"));
        await Wait.Until(async () => await service.Metric("vdsh_request_memory_bytes") == 256 * 1024);
        Assert.That(await service.Metric("vdsh_requests_running"), Is.EqualTo(2), "the small one still sends");
    }

    [Test]
    public async Task A_request_that_alone_needs_more_than_all_may_have_is_too_large()
    {
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, MaxBatch = 1 << 20, MaxHeldMegabytes = 1 });
        using RawCaller caller = await RawCaller.Connect(service.Address);
        await caller.Send(RawCaller.Head("/search/binary?k=1", 2_000_000, "application/octet-stream")
            + new string('x', 1_100_000));
        Assert.That(await caller.ReadUntil("--max-held-mb"), Does.StartWith("HTTP/1.1 413"));
    }

    [Test]
    public async Task All_memory_is_given_back_however_a_request_ends()
    {
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, MaxBatch = 4 });
        string[] bodies = [Query, "", "{", """{"k": 1, "code": "0000000g"}""", """{"k": 0, "code": "00000000"}""",
            """{"code": "00000000", "radius": 32}"""];
        foreach (string body in bodies)
            await service.Post("/search", body);
        await service.Post("/search/batch",
            """{"k": 3, "codes": ["00000000", "00000001", "00000002", "00000003", "00000004"]}""");
        await service.Post("/search/batch", """{"k": 3, "codes": ["00000000", "00000001"]}""");
        using (RawCaller gone = await RawCaller.Connect(service.Address))
        {
            await gone.Send(RawCaller.Head("/search/binary?k=1", 16, "application/octet-stream") + "0123");
            await Wait.Until(async () => await service.Metric("vdsh_request_memory_bytes") > 0);
        }
        await Wait.Until(async () => await service.Metric("vdsh_request_memory_bytes") == 0);
    }

    private static async Task<List<RawCaller>> Connect(RunningService service, int count, int receiveBuffer = 0)
    {
        var callers = new List<RawCaller>();
        for (int i = 0; i < count; i++)
            callers.Add(await RawCaller.Connect(service.Address, receiveBuffer));
        return callers;
    }
}
