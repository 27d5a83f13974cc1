// Whatever is wrong with a request, the answer is problem details that say so, and the service goes on.
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class RefusalTests
{
    private const string Json = "application/json";
    private const string Bytes = "application/octet-stream";

    private ServedFolder folder = null!;
    private RunningService service = null!;

    private static readonly object[][] Requests =
    [
        ["/search", Json, "", 400, "The body is empty; send a JSON object such as {"],
        ["/search", Json, " \r\n\t", 400, "The body is empty"],
        ["/search/batch", Json, "", 400, "\"codes\": ["],
        ["/search", Json, "null", 400, "must be an object"],
        ["/search", Json, "{} {}", 400, "JSON"],
        ["/search", Json, "{}x", 400, "line 1, byte 3"],
        ["/search", Json, "{\n\"k\": 1,\n x}", 400, "line 3, byte 2"],
        ["/search", Json, "{\"k\": 1, // no\n\"code\": \"000000000000\"}", 400, "JSON"],
        ["/search", Json, """{"k": 1, "code": "000000000000",}""", 400, "JSON"],
        ["/search", Json, """{"k": 1, "code": "000000000000" """, 400, "JSON"],
        ["/search", Json, """{"k": [[[[[[[[[[[[1]]]]]]]]]]]], "code": "000000000000"}""", 400, "$.k"],
        ["/search", Json, """{"k": {"k": 1}, "code": "000000000000"}""", 400, "$.k"],
        ["/search", Json, """{"k": 1, "K": 2, "code": "000000000000"}""", 400, "twice"],
        ["/search", Json, """{"k": null, "k": 2, "code": "000000000000"}""", 400, "twice"],
        ["/search", Json, """{"k": 1, "\u006b": 2, "code": "000000000000"}""", 400, "twice"],
        ["/search", Json, """{"k": 1, "codes": ["000000000000"]}""", 400, "'codes' does not belong there"],
        ["/search", Json, """{"k": 1, "code": ["000000000000"]}""", 400, "$.code must be a string"],
        ["/search", Json, """{"k": 1e0, "code": "000000000000"}""", 400, "$.k"],
        ["/search", Json, """{"k": 1e999, "code": "000000000000"}""", 400, "$.k"],
        ["/search", Json, """{"k": 1, "code": null}""", 400, "either features or code"],
        ["/search", Json, """{"k": 1, "features": [1, 1e999, 2]}""", 400, "row 0, column 1"],
        ["/search", Json, """{"k": 1, "features": [1, -1e999, 2]}""", 400, "row 0, column 1"],
        ["/search", Json, """{"k": 1, "features": [1, Infinity, 2]}""", 400, "JSON"],
        ["/search", Json, """{"k": 1, "features": [1, [2], 3]}""", 400, "$.features[1] must be a number"],
        ["/search", Json, """{"k": 1, "features": [1, 2, 3, 4]}""", 400, "more than 3 features, the model takes 3"],
        ["/search", Json, """{"k": 1, "code": "000000000000", "idsAsStrings": 1}""", 400, "$.idsAsStrings"],
        ["/search", Json, """{"k": 1, "code": "é00000000000"}""", 400, "not hexadecimal"],
        ["/search?k=3", Json, """{"k": 1, "code": "000000000000"}""", 400, "'k', which is not read here"],
        ["/search", "application/json; charset=utf-16", """{"k": 1, "code": "000000000000"}""", 415, "UTF-8"],
        ["/search", "application/json-seq", """{"k": 1, "code": "000000000000"}""", 415, "application/json"],
        ["/search", Json, "{", 400, "JSON"],
        ["/search", Json, "[1]", 400, "JSON"],
        ["/search", Json, """{"code": "000000000000"}""", 400, "Give k"],
        ["/search", Json, """{"k": 1}""", 400, "either features or code"],
        ["/search", Json, """{"k": 1, "code": "000000000000", "features": [1, 2, 3]}""", 400, "either features or code"],
        ["/search", Json, """{"k": 1, "code": "0000000000"}""", 400, "10 hexadecimal digits; codes of 48 bits have 12"],
        ["/search", Json, """{"k": 1, "code": "00000000000g"}""", 400, "not hexadecimal"],
        ["/search", Json, """{"k": 0, "code": "000000000000"}""", 400, "k is 0, but must be from 1 to 50"],
        ["/search", Json, """{"k": -1, "code": "000000000000"}""", 400, "k is -1"],
        ["/search", Json, """{"k": 51, "code": "000000000000"}""", 400, "--max-k"],
        ["/search", Json, """{"k": 1.5, "code": "000000000000"}""", 400, "$.k"],
        ["/search", Json, """{"k": "1", "code": "000000000000"}""", 400, "$.k"],
        ["/search", Json, """{"k": 99999999999, "code": "000000000000"}""", 400, "$.k"],
        ["/search", Json, """{"radius": -1, "code": "000000000000"}""", 400, "radius is -1"],
        ["/search", Json, """{"kk": 1, "code": "000000000000"}""", 400, "kk"],
        ["/search", Json, """{"k": 1, "k": 2, "code": "000000000000"}""", 400, "k"],
        ["/search", Json, """{"k": 1, "features": [1, 2]}""", 400, "2 features, the model takes 3"],
        ["/search", Json, """{"k": 1, "features": []}""", 400, "0 features"],
        ["/search", Json, """{"k": 1, "features": [1, NaN, 2]}""", 400, "JSON"],
        ["/search", Json, """{"k": 1, "features": [1, "NaN", 2]}""", 400, "$.features"],
        ["/search", Json, """{"k": 1, "features": [1, 1e39, 2]}""", 400, "row 0, column 1"],
        ["/search", "text/plain", """{"k": 1, "code": "000000000000"}""", 415, "application/json"],
        ["/search/batch", Json, """{"k": 1, "codes": []}""", 400, "0 queries"],
        ["/search/batch", Json, """{"k": 1, "codes": ["000000000000", null]}""", 400, "row 1"],
        ["/search/batch", Json,
            """{"k": 1, "codes": ["000000000000","000000000000","000000000000","000000000000","000000000000"]}""", 400,
                "--max-batch"],
        ["/search/batch", Json, """{"k": 1, "features": [[1, 2, 3], null]}""", 400, "Row 1"],
        ["/search/batch", Json, """{"k": 1, "features": [[1, 2, 3], [1, 2]]}""", 400, "Row 1 (counted from 0) has 2 features"],
        ["/search/batch", Json, """{"k": 1, "features": [[1, 2, 3], [1, 2, -1e40]]}""", 400, "row 1, column 2"],
        ["/search/batch", Bytes, "", 415, "application/json"],
        ["/search/batch", Json, """{"k": 1, "codes": "000000000000"}""", 400, "$.codes must be an array of strings"],
        ["/search/batch", Json, """{"k": 1, "codes": [["000000000000"]]}""", 400, "row 0"],
        ["/search/batch", Json, """{"k": 1, "features": [1, 2, 3]}""", 400, "$.features[0]"],
        ["/search/batch", Json, """{"k": 1, "features": [[1, 2, 3], [1, true, 3]]}""", 400,
            "$.features[1][1] must be a number"],
        ["/search/batch", Json, """{"k": 1, "features": [[1,2,3],[1,2,3],[1,2,3],[1,2,3],[1,2,3]]}""", 400,
            "--max-batch"],
        ["/search/binary?k=1", Bytes, "", 400, "The body is empty, so the request has 0 queries"],
        ["/search/binary?k=1&radios=3", Bytes, "123456", 400, "'radios' is unknown"],
        ["/search/binary?k=1&k=2", Bytes, "123456", 400, "2 times"],
        ["/search/binary?k=", Bytes, "123456", 400, "whole number"],
        ["/search/binary?k=1e1", Bytes, "123456", 400, "k is '1e1'"],
        ["/search/binary?k=99999999999", Bytes, "123456", 400, "whole number"],
        ["/search/binary?k=1", Bytes, "1234567", 400, "7 bytes, which are not whole codes of 48 bits"],
        ["/search/binary?k=1&of=features", Bytes, "1234567", 400, "not whole rows of 3 float32"],
        ["/search/binary?k=1&of=pictures", Bytes, "123456", 400, "codes or features"],
        ["/search/binary?k=x", Bytes, "123456", 400, "k"],
        ["/search/binary", Bytes, "123456", 400, "Give k"],
        ["/search/binary?k=1", Bytes, "123456123456123456123456123456", 400, "--max-batch"],
        ["/search/binary?k=1", Json, "123456", 415, "octet-stream"],
        ["/nowhere", Json, "{}", 404, "/openapi/v1.json"],
        ["/healthz", Json, "{}", 405, "GET"],
    ];

    [OneTimeSetUp]
    public async Task Start()
    {
        folder = new ServedFolder();
        HashModel model = RandomModels.Create([3, 48], new Random(1));
        model.Save(folder["m.vdsh"]);
        service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(100, 48, 1)), Model = folder["m.vdsh"], MaxBatch = 4, MaxK = 50, MaxBodyMegabytes = 1 });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    [TestCaseSource(nameof(Requests))]
    public async Task A_bad_request_is_explained(string path, string type, string body, int status, string words)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using HttpResponseMessage response = await service.Client.PostAsync(path, content);
        await IsProblem(response, status, words);
    }

    [Test]
    public async Task A_wrong_method_is_explained()
    {
        using HttpResponseMessage response = await service.Client.GetAsync("/search");
        await IsProblem(response, 405, "POST");
    }

    [Test]
    public async Task A_body_beyond_the_limit_is_refused([Values("/search", "/search/batch", "/search/binary?k=1")] string path, [Values] bool chunked)
    {
        // The server may close the connection before all is sent; what counts is that it goes on. It answers where it is asked first.
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent([.. Enumerable.Repeat((byte)' ', 3 << 20)]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(path.Contains("binary", StringComparison.Ordinal) ? Bytes : Json);
        request.Headers.ExpectContinue = !chunked;
        request.Headers.TransferEncodingChunked = chunked;
        try
        {
            using HttpResponseMessage response = await service.Client.SendAsync(request);
            // Bytes whose number was not said are refused when they are too many queries, which is earlier.
            bool isEarlier = chunked && path.Contains("binary", StringComparison.Ordinal);
            await IsProblem(response, isEarlier ? 400 : 413, isEarlier ? "--max-batch" : "1 MiB");
        }
        catch (HttpRequestException) when (chunked)
        {
        }
        Assert.That((string)(await service.Get("/healthz"))["status"]!, Is.EqualTo("ok"));
    }

    [Test]
    public async Task Features_need_a_model()
    {
        await using RunningService codesOnly = await RunningService.Start(new ServiceOptions { Codes = folder["codes.npy"] });
        (HttpStatusCode status, JsonObject problem) = await codesOnly.Post("/search", """{"k": 1, "features": [1, 2, 3]}""");
        Assert.That((status, (string)problem["detail"]!), Is.EqualTo((HttpStatusCode.BadRequest, "This service has no model, so it takes codes and no features; start it with --model.")));
    }

    [Test]
    public async Task Bits_beyond_the_code_are_refused()
    {
        await using RunningService odd = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(9, 13, 1), "odd.npy"), Bits = 13 });
        (HttpStatusCode status, JsonObject problem) = await odd.Post("/search", """{"k": 1, "code": "ffff"}""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string)problem["detail"]!, Does.Contain("beyond bit 12"));
    }

    [TestCase("/search")]
    [TestCase("/search/batch")]
    [TestCase("/search/binary?k=1")]
    public async Task A_body_that_does_not_say_what_it_is_may_come_from_a_web_page(string path)
    {
        using HttpResponseMessage response = await service.Client.PostAsync(
            path, new ByteArrayContent("123456"u8.ToArray()));
        await IsProblem(response, 415, path.Contains("binary", StringComparison.Ordinal) ? Bytes : Json);
    }

    [Test]
    public async Task A_text_that_is_not_UTF8_is_refused([Values("name", "code")] string place)
    {
        byte[] body = System.Text.Encoding.Latin1.GetBytes(place == "name" ? "{\"k\": 1, \"\u00ff\": 2}"
            : "{\"k\": 1, \"code\": \"\u00ff00000000000\"}");
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        using HttpResponseMessage response = await service.Client.PostAsync("/search", content);
        await IsProblem(response, 400, "UTF-8");
    }

    [Test]
    public async Task JSON_may_begin_with_a_byte_order_mark_and_have_spaces_around_it()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. "\r\n { \"CODE\" : \"00000000\\u0030000\", \"k\" : 1 } \n"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=\"UTF-8\"");
        using HttpResponseMessage response = await service.Client.PostAsync("/search", content);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task An_answer_that_may_be_too_large_is_refused_with_the_numbers([Values] bool isRadius)
    {
        await using RunningService large = await RunningService.Start(new ServiceOptions
        {
            Codes = folder.WriteCodes(RandomCodes.Create(30_000, 16, 1), "large.npy"), MaxBatch = 5, MaxK = 1 << 20,
                MaxAnswerMegabytes = 1,
        });
        string wish = isRadius ? "\"radius\": 16" : "\"k\": 1000000";
        (HttpStatusCode status, JsonObject problem) = await large.Post(
            "/search/batch", $$"""{{{wish}}, "codes": ["0000", "1111", "2222"]}""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string)problem["detail"]!, Does.Contain("3 queries with up to 30000 neighbours each, 12 bytes "
            + "a neighbour, may take 1080000 bytes")
            .And.Contain("1048576 of one answer (--max-answer-mb 1)").And.Contain("at most 2 queries")
                .And.Contain("k of at most 29127"));
        Assert.That((await large.Post("/search/batch", """{"k": 29127, "codes": ["0000", "1111", "2222"]}""")).Status,
            Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await large.Post("/search/batch", """{"k": 30000, "codes": ["0000", "1111"]}""")).Status,
            Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_line_too_long_is_told_to_come_back()
    {
        GatedIndex? index = null;
        await using RunningService narrow = await RunningService.Start(
            new ServiceOptions { Codes = folder["codes.npy"], MaxConcurrent = 1, MaxQueued = 1 },
            set => set with { Index = index = new GatedIndex(set.Index) });
        Task<(HttpStatusCode Status, JsonObject Answer)> running = narrow.Post(
            "/search", """{"k": 1, "code": "000000000000"}""");
        await Wait.Until(async () => await narrow.Metric("vdsh_searches_running") == 1);
        Task<(HttpStatusCode Status, JsonObject Answer)> queued = narrow.Post("/search", """{"k": 1, "code": "000000000000"}""");
        await Wait.Until(async () => await narrow.Metric("vdsh_searches_waiting") == 1);
        using HttpResponseMessage refused = await narrow.Client.PostAsync("/search", new StringContent("""{"k": 1, "code": "000000000000"}""", null, Json));
        await IsProblem(refused, 503, "Retry-After");
        Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        index!.Open();
        Assert.That((await running).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await queued).Status, Is.EqualTo(HttpStatusCode.OK));
        index.Dispose();
    }

    private static async Task IsProblem(HttpResponseMessage response, int status, string words)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(status), body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), body);
        Assert.That(body, Does.Not.Contain("System.").And.Not.Contain("Vdsh.Serve").And.Not.Contain(".NET"), "types of the program");
        JsonNode problem = JsonNode.Parse(body)!;
        Assert.That((int)problem["status"]!, Is.EqualTo(status));
        Assert.That((string)problem["title"]!, Is.Not.Empty);
        Assert.That((string?)problem["detail"], Does.Contain(words));
    }
}
