// Whoever stops a service waits for it: it ends in time, whatever callers, searches and reloads do.
using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Serve.Serving;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class StopTests
{
    private const string Query = """{"k": 1, "code": "00000000"}""";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

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
    public async Task Callers_who_send_slowly_or_never_read_are_cut_off()
    {
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, StopTimeout = StopTimeout, MinBytesPerSecond = 0 });
        using RawCaller slow = await RawCaller.Connect(service.Address),
            deaf = await RawCaller.Connect(service.Address, receiveBuffer: 4096);
        await slow.Send(RawCaller.Head("/search", 1000) + "{");
        string body = ServedFolder.Body("codes", ServedFolder.Hex(RandomCodes.Create(1000, 32, 2)), 1000, null)
            .ToJsonString();
        await deaf.Send(RawCaller.Head("/search/batch", body.Length) + body);
        await Wait.Until(async () => await service.Metric("vdsh_queries_total") == 1000
            && await service.Metric("vdsh_requests_running") == 3);
        Assert.That(await service.Service.StopAsync().WaitAsync(Wait.Patience), Is.True);
    }

    [Test]
    public async Task A_search_that_takes_too_long_is_left_behind_with_those_that_wait_for_it()
    {
        GatedIndex? index = null;
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, StopTimeout = StopTimeout, MaxConcurrent = 1 },
            set => set with { Index = index = new GatedIndex(set.Index) });
        Task<(HttpStatusCode Status, JsonObject Answer)>[] searches = [service.Post("/search", Query),
            service.Post("/search", Query)];
        await Wait.Until(async () => await service.Metric("vdsh_searches_running") == 1
            && await service.Metric("vdsh_searches_waiting") == 1);
        Assert.That(await service.Service.StopAsync().WaitAsync(Wait.Patience), Is.False,
            "a search still uses the backend");
        foreach (Task<(HttpStatusCode Status, JsonObject Answer)> search in searches)
            Assert.That(async () => await search, Throws.InstanceOf<HttpRequestException>());
        index!.Open();
    }

    [Test]
    public async Task A_reload_that_takes_too_long_is_left_behind([Values] bool isAwaited)
    {
        using var gate = new ManualResetEventSlim();
        int loads = 0;
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = codes, StopTimeout = StopTimeout, Watch = TimeSpan.FromMilliseconds(20) },
            set =>
            {
                if (Interlocked.Increment(ref loads) > 1)
                    gate.Wait();
                return set;
            });
        Task? caller = null;
        if (isAwaited)
            caller = service.Client.PostAsync("/reload", null);
        else
            folder.WriteCodes(RandomCodes.Create(10, 32, 2));
        await Wait.Until(() => Task.FromResult(Volatile.Read(ref loads) == 2));
        Assert.That(await service.Service.StopAsync().WaitAsync(Wait.Patience), Is.False,
            "a reload still uses the backend");
        if (caller is not null)
            Assert.That(async () => await caller, Throws.InstanceOf<HttpRequestException>());
        gate.Set();
    }

    [Test]
    public async Task A_start_that_is_given_up_does_not_wait_for_its_files()
    {
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        using var engine = new CpuBackend(new CpuBackendOptions { Threads = 1 });
        var options = new ServiceOptions { Codes = codes, Urls = "http://127.0.0.1:0" };
        Task<SearchService> start = SearchService.StartAsync(options, engine, former =>
        {
            gate.Wait();
            return new ServedSetLoader(options, engine).Load(former);
        }, new LogLines(), cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(async () => await start.WaitAsync(Wait.Patience), Throws.InstanceOf<OperationCanceledException>());
        gate.Set();
    }

    [Test]
    public async Task A_termination_signal_ends_the_process_in_time_with_callers_that_hold_on()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has no SIGTERM.");
        using ServeProcess serve = ServeProcess.Start("--codes", codes, "--stop-seconds", "1", "--min-rate", "0");
        using RawCaller slow = await RawCaller.Connect(serve.Address),
            deaf = await RawCaller.Connect(serve.Address, receiveBuffer: 4096);
        await slow.Send(RawCaller.Head("/search", 1000) + "{");
        string body = ServedFolder.Body("codes", ServedFolder.Hex(RandomCodes.Create(1000, 32, 2)), 1000, null)
            .ToJsonString();
        await deaf.Send(RawCaller.Head("/search/batch", body.Length) + body);
        using var client = new HttpClient { BaseAddress = serve.Address };
        await Wait.Until(async () => (await client.GetStringAsync("/metrics"))
            .Contains("vdsh_requests_running 3\n", StringComparison.Ordinal));
        (int code, _, string error) = await serve.Terminate().WaitAsync(Wait.Patience);
        Assert.That(code, Is.Zero, error);
    }
}
