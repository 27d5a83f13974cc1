// What operators rely on: keys, metrics, the API document, and an end that cuts nobody off.
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Metrics;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed partial class OperationTests
{
    private const string Query = """{"k": 1, "code": "00000000"}""";

    [Test]
    public async Task Everything_but_the_health_check_needs_the_key()
    {
        using var folder = new ServedFolder();
        string codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1));
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = codes, Key = ApiKey.Create("open-sesame", "a test"), Watch = TimeSpan.Zero });
        foreach (string path in (string[])["/search", "/search/batch", "/search/binary?k=1", "/reload", "/nowhere"])
            Assert.That((await service.Post(path, Query)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), path);
        foreach (string path in (string[])["/metrics", "/openapi/v1.json"])
            Assert.That((await service.Client.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), path);
        foreach ((string header, string value) in ((string, string)[])[("X-Api-Key", "open-sesam"), ("X-Api-Key", "open-sesame2"), ("Authorization", "Bearer wrong"), ("Authorization", "Basic open-sesame"), ("Authorization", "Bearer")])
            Assert.That((await Send(service, header, value)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), value);
        foreach ((string header, string value) in ((string, string)[])[("X-Api-Key", "open-sesame"), ("Authorization", "Bearer open-sesame"), ("Authorization", "bearer open-sesame")])
            Assert.That((await Send(service, header, value)).StatusCode, Is.EqualTo(HttpStatusCode.OK), value);
        File.WriteAllText(codes, "broken");
        service.Client.DefaultRequestHeaders.Add("X-Api-Key", "open-sesame");
        Assert.That((await service.Post("/reload", "")).Status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((string)(await service.Get("/healthz"))["reloadError"]!, Does.Contain(codes));
        service.Client.DefaultRequestHeaders.Clear();
        Assert.That((await service.Get("/healthz"))["reloadError"], Is.Null, "whoever has no key learns no paths");
    }

    [Test]
    public async Task Probes_answer_to_GET_and_HEAD_without_a_key([Values("/healthz", "/livez", "/readyz")] string path)
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1)),
                Key = ApiKey.Create("k", "a test") });
        Assert.That((string)(await service.Get(path))["status"]!, Is.EqualTo("ok"));
        using HttpResponseMessage head = await service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task A_service_that_stops_is_alive_but_not_ready()
    {
        using var folder = new ServedFolder();
        GatedIndex? index = null;
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1)) },
            set => set with { Index = index = new GatedIndex(set.Index) });
        // Connections that are open are served to the end of their requests.
        using RawCaller live = await RawCaller.Connect(service.Address),
            ready = await RawCaller.Connect(service.Address);
        await live.Send("GET /livez HTTP/1.1\r\n");
        await ready.Send("GET /readyz HTTP/1.1\r\n");
        Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonObject Answer)> running = service.Post(
            "/search", Query);
        await Wait.Until(async () => await service.Metric("vdsh_searches_running") == 1);
        Task<bool> stop = service.Service.StopAsync();
        await RefusesConnections(service);
        await live.Send("Host: service\r\n\r\n");
        await ready.Send("Host: service\r\n\r\n");
        Assert.That(await live.ReadUntil("\r\n\r\n"), Does.StartWith("HTTP/1.1 200"));
        Assert.That(await ready.ReadUntil("The service stops."), Does.StartWith("HTTP/1.1 503"));
        index!.Open();
        Assert.That((await running).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await stop, Is.True);
        index.Dispose();
    }

    [Test]
    public async Task A_log_has_one_line_for_each_message_whatever_callers_send()
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1)) },
            set => set with { Index = GatedIndex.Failing(
                set.Index, new NotSupportedException("one\ntwo\u001b[31m\u2028")) });
        (HttpStatusCode status, System.Text.Json.Nodes.JsonObject answer) = await service.Post("/search", Query);
        Assert.That((status, (string)answer["detail"]!),
            Is.EqualTo((HttpStatusCode.InternalServerError, "The service failed; its log says more.")));
        string line = service.Log.Lines.Select(line => line.Text)
            .Single(text => text.Contains("POST /search failed", StringComparison.Ordinal));
        Assert.That(line, Does.EndWith("one\\ntwo\\u001B[31m\\u2028"));
    }

    [TestCase("")]
    [TestCase(" \n")]
    [TestCase("two words")]
    [TestCase("schlüssel")]
    public void A_key_that_cannot_be_sent_is_refused(string key) => Assert.That(() => ApiKey.Create(key, "key.txt"), Throws.TypeOf<InputException>().With.Message.Contains("key.txt"));

    [TestCase("http://127.0.0.1:8080", true)]
    [TestCase("http://127.9.9.9:0", true)]
    [TestCase("http://localhost:5000", true)]
    [TestCase("http://[::1]:80", true)]
    [TestCase("http://0.0.0.0:8080", false)]
    [TestCase("http://*:8080", false)]
    [TestCase("http://+:8080", false)]
    [TestCase("http://[::]:8080", false)]
    [TestCase("http://192.168.1.5:8080", false)]
    public void An_address_is_known_to_be_loopback_or_not(string url, bool isLoopback) => Assert.That(ListenAddress.ParseAll(url).Single().IsLoopback, Is.EqualTo(isLoopback));

    [TestCase("")]
    [TestCase("8080")]
    [TestCase("https://127.0.0.1:8080")]
    [TestCase("ftp://127.0.0.1")]
    [TestCase("http://example.com:8080")]
    [TestCase("http://localhost:0")]
    [TestCase("http://127.0.0.1:8080/path")]
    [TestCase("http://127.0.0.1:99999")]
    [TestCase("http://127.0.0.1:1;nonsense")]
    public void An_address_that_cannot_be_listened_at_is_refused(string urls) => Assert.That(() => ListenAddress.ParseAll(urls), Throws.TypeOf<InputException>().With.Message.StartsWith("--urls"));

    [Test]
    public async Task The_api_document_is_valid_and_names_every_endpoint([Values] bool key)
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1)), Key = key ? ApiKey.Create("k", "a test") : null });
        service.Client.DefaultRequestHeaders.Add("X-Api-Key", "k");
        Microsoft.OpenApi.Reader.ReadResult read = OpenApiDocument.Parse(await service.Client.GetStringAsync("/openapi/v1.json"), "json");
        Assert.That(read.Diagnostic!.Errors, Is.Empty);
        Assert.That(read.Diagnostic.Warnings, Is.Empty);
        string[] operations = [.. read.Document!.Paths.SelectMany(path => path.Value.Operations!.Select(operation => $"{operation.Key} {path.Key}"))];
        Assert.That(operations,
            Is.EquivalentTo((string[])["POST /search", "POST /search/batch", "POST /search/binary", "POST /reload",
                "GET /healthz", "GET /livez", "GET /readyz", "GET /metrics"]));
        foreach (OpenApiOperation operation in read.Document.Paths.SelectMany(path => path.Value.Operations!.Values))
            Assert.That(operation.Summary?.Length > 10 && operation.Responses!.ContainsKey("200"), Is.True, operation.OperationId);
        IOpenApiSchema request = read.Document.Components!.Schemas!["SearchRequest"];
        Assert.That(request.Properties!.Keys,
            Is.EquivalentTo((string[])["features", "code", "k", "radius", "idsAsStrings"]));
        Assert.That(read.Document.Paths["/search/binary"].Operations![HttpMethod.Post].Parameters!.Select(
            parameter => parameter.Name),
            Is.EqualTo((string[])["k", "radius", "of"]));
        Assert.That(read.Document.Components.Schemas["Neighbours"].Properties!["ids"].Items!.Format, Is.EqualTo("int64"));
        Assert.That(read.Document.Components.SecuritySchemes?.Count ?? 0, Is.EqualTo(key ? 1 : 0));
    }

    [Test]
    public async Task Metrics_count_what_was_asked_and_follow_the_format()
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1)) });
        for (int i = 0; i < 5; i++)
            await service.Ask("/search", Query);
        await service.Ask("/search/batch", """{"k": 1, "codes": ["00000000", "11111111", "22222222"]}""");
        await service.Post("/search", "{}");
        await service.Post("/a", "{}");
        await service.Post("/b", "{}");
        string text = await service.Client.GetStringAsync("/metrics");
        Assert.That(await service.Metric("vdsh_requests_total{endpoint=\"/search\",status=\"200\"}"), Is.EqualTo(5));
        Assert.That(await service.Metric("vdsh_requests_total{endpoint=\"/search\",status=\"400\"}"), Is.EqualTo(1));
        Assert.That(await service.Metric("vdsh_requests_total{endpoint=\"other\",status=\"404\"}"), Is.EqualTo(2));
        Assert.That(await service.Metric("vdsh_request_duration_seconds_count{endpoint=\"/search\"}"), Is.EqualTo(6));
        Assert.That(await service.Metric("vdsh_queries_total"), Is.EqualTo(8));
        Assert.That(await service.Metric("vdsh_rows_searched_total"), Is.EqualTo(80));
        Assert.That(await service.Metric("process_resident_memory_bytes"), Is.GreaterThan(1e6));
        HashSet<string> families = [];
        double last = 0;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Match comment = Comment().Match(line), sample = Sample().Match(line);
            Assert.That(comment.Success || sample.Success, Is.True, line);
            if (comment.Groups[1].Value == "HELP")
                Assert.That(families.Add(comment.Groups[2].Value), Is.True, $"{line} comes twice");
            if (!sample.Success)
                continue;
            string family = BucketSuffix().Replace(sample.Groups[1].Value, "");
            Assert.That(families, Does.Contain(family).Or.Contain(sample.Groups[1].Value), line);
            if (!sample.Groups[1].Value.EndsWith("_bucket", StringComparison.Ordinal))
            {
                last = 0;
                continue;
            }
            double value = double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture);
            Assert.That(value, Is.GreaterThanOrEqualTo(last), line);
            last = value;
        }
        using HttpResponseMessage response = await service.Client.GetAsync("/metrics");
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
    }

    [Test]
    public void Metric_texts_are_escaped()
    {
        var text = new PrometheusText();
        text.Family("a", "gauge", "one \\ two\n\"three\"");
        text.Sample("a", double.PositiveInfinity, ("x", "q\"b\\n\nz"), ("y", ""));
        text.Sample("a", 1234567890123, []);
        text.Sample("a", 0.1, []);
        Assert.That(text.ToString(), Is.EqualTo("# HELP a one \\\\ two\\n\"three\"\n# TYPE a gauge\na{x=\"q\\\"b\\\\n\\nz\",y=\"\"} +Inf\na 1234567890123\na 0.1\n"));
    }

    [Test]
    public async Task A_request_in_flight_is_finished_before_the_end()
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1)) });
        using var body = new SlowBody(Query);
        Task<HttpResponseMessage> running = service.Client.PostAsync("/search", body);
        await body.Begun;
        while (await service.Metric("vdsh_requests_running") < 2)
            await Task.Delay(10);
        Task stop = service.Service.StopAsync();
        await RefusesConnections(service);
        Assert.That(stop.IsCompleted, Is.False);
        body.Finish();
        using HttpResponseMessage response = await running;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await stop.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task A_request_that_never_ends_does_not_hold_up_the_end()
    {
        using var folder = new ServedFolder();
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1)), StopTimeout = TimeSpan.FromMilliseconds(300) });
        using var body = new SlowBody(Query);
        Task<HttpResponseMessage> running = service.Client.PostAsync("/search", body);
        await body.Begun;
        while (await service.Metric("vdsh_requests_running") < 2)
            await Task.Delay(10);
        await service.Service.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
        body.Finish();
        Assert.That(async () => await running, Throws.InstanceOf<HttpRequestException>());
    }

    private static async Task RefusesConnections(RunningService service)
    {
        for (int attempt = 0; attempt < 500; attempt++)
        {
            try
            {
                using var other = new HttpClient { BaseAddress = service.Client.BaseAddress };
                await other.GetStringAsync("/healthz");
                await Task.Delay(10);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
        Assert.Fail("The service took new connections while it stopped.");
    }

    private static async Task<HttpResponseMessage> Send(RunningService service, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/search") { Content = new StringContent(Query, null, "application/json") };
        request.Headers.TryAddWithoutValidation(header, value);
        return await service.Client.SendAsync(request);
    }

    [GeneratedRegex(@"^# (HELP|TYPE) ([a-z_]+) \S.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("""^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\]|\\["\\n])*",?)+\})? (-?[0-9.eE+-]+|\+Inf)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex BucketSuffix();
}
