// Tests talk to a real server over a real socket, as callers do.
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Tests;

/// <summary>A service on a free port of this machine, and a client of it.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly CpuBackend engine;

    private RunningService(CpuBackend engine, SearchService service, LogLines log)
    {
        this.engine = engine;
        Service = service;
        Log = log;
        Client = new HttpClient { BaseAddress = Address };
        // What a reload asks of programs; it changes nothing elsewhere.
        Client.DefaultRequestHeaders.Add("X-Vdsh-Reload", "1");
    }

    public SearchService Service { get; }

    public HttpClient Client { get; }

    public Uri Address => new(Service.Addresses[0]);

    public LogLines Log { get; }

    public static Task<RunningService> Start(ServiceOptions options) => Start(options, served => served);

    /// <summary>Starts a service that serves what <paramref name="change"/> makes of the files.</summary>
    public static async Task<RunningService> Start(ServiceOptions options, Func<ServedSet, ServedSet> change)
    {
        var engine = new CpuBackend(new CpuBackendOptions { Threads = 2 });
        var log = new LogLines();
        options = options with { Urls = "http://127.0.0.1:0" };
        var loader = new ServedSetLoader(options, engine);
        SearchService service = await SearchService.StartAsync(
            options, engine, former => change(loader.Load(former)), log, CancellationToken.None);
        return new RunningService(engine, service, log);
    }

    /// <summary>Posts JSON and expects success.</summary>
    public async Task<JsonObject> Ask(string path, string body)
    {
        (HttpStatusCode status, JsonObject answer) = await Post(path, body);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer.ToJsonString());
        return answer;
    }

    public async Task<(HttpStatusCode Status, JsonObject Answer)> Post(string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage response = await Client.PostAsync(path, content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public async Task<JsonObject> Get(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!.AsObject();

    /// <summary>The value of a metric without labels, or with the given ones.</summary>
    public async Task<double> Metric(string sample)
    {
        string text = await Client.GetStringAsync("/metrics");
        string line = text.Split('\n').Single(line => line.StartsWith($"{sample} ", StringComparison.Ordinal));
        return double.Parse(line[(sample.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Service.DisposeAsync();
        engine.Dispose();
    }
}
