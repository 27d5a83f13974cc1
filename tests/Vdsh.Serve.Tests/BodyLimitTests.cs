// What is too much is refused while it arrives: every body here is never finished, so an answer proves that nobody
// waited for the rest.
using System.Net;
using NUnit.Framework;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class BodyLimitTests
{
    private const string Bytes = "application/octet-stream";

    private ServedFolder folder = null!;
    private RunningService service = null!;

    private static readonly object[][] Beginnings =
    [
        ["/search/batch", """{"k": 1, "codes": ["000000000000","000000000000","000000000000","000000000000","000000000000" """, 400, "--max-batch"],
        ["/search/batch", """{"k": 1, "features": [[1,2,3],[1,2,3],[1,2,3],[1,2,3],[1""", 400, "--max-batch"],
        ["/search/batch", """{"k": 1, "features": [[1,2,3,4,5""", 400, "more than 3 features"],
        ["/search/batch", """{"k": 1, "codes": ["0000", """, 400, "4 hexadecimal digits"],
        ["/search/batch", """{"features": "x", """, 400, "$.features"],
        ["/search", """{"k": 1, "features": [1,2,3,4,5""", 400, "more than 3 features"],
        ["/search", """{"kk": 1, "code": """, 400, "kk"],
        ["/search", "[[[[[[[[[[[[", 400, "object"],
        ["/search", """{"k": [[[[[[[[[[[[""", 400, "$.k"],
        ["/search/binary?k=1", "1234561234561234561234561", 400, "--max-batch"],
        ["/search/binary", "123", 400, "Give k"],
        ["/search/binary?k=1&of=features", "123412341234123412341234123412341234123412341234x", 400, "--max-batch"],
    ];

    [OneTimeSetUp]
    public async Task Start()
    {
        folder = new ServedFolder();
        RandomModels.Create([3, 48], new Random(1)).Save(folder["m.vdsh"]);
        service = await RunningService.Start(new ServiceOptions
        {
            Codes = folder.WriteCodes(RandomCodes.Create(100, 48, 1)), Model = folder["m.vdsh"], MaxBatch = 4,
                MaxBodyMegabytes = 1,
        });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    [TestCaseSource(nameof(Beginnings))]
    public async Task A_body_is_refused_at_its_first_fault(string path, string beginning, int status, string words)
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        string type = path.Contains("binary", StringComparison.Ordinal) ? Bytes : "application/json";
        await caller.Send(RawCaller.Head(path, null, type) + RawCaller.Chunk(beginning));
        Assert.That(await caller.ReadUntil(words), Does.StartWith($"HTTP/1.1 {status}"));
    }

    [Test]
    public async Task A_value_that_is_longer_than_any_code_is_not_collected()
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        await caller.Send(RawCaller.Head("/search", null)
            + RawCaller.Chunk("{\"code\": \"" + new string('0', 200_000)));
        Assert.That(await caller.ReadUntil("65536 bytes"), Does.StartWith("HTTP/1.1 400"));
    }

    [Test]
    public async Task A_small_body_that_unpacks_to_a_large_one_is_refused(
        [Values("gzip", "br", "deflate", "gzip, gzip", "br, gzip")] string codings)
    {
        byte[] body = Packing.Pack(new byte[64 << 20], codings);
        Assert.That(body, Has.Length.LessThan(1 << 20), "the limit on what is sent must not be the one that refuses "
            + "it");
        foreach (string path in (string[])["/search", "/search/binary?k=1"])
        {
            using HttpResponseMessage response = await Packing.Post(service, path, body, codings);
            string text = await response.Content.ReadAsStringAsync();
            // Zeros are no JSON and too many codes; of both the first pieces say so.
            Assert.That(response.StatusCode,
                Is.EqualTo(HttpStatusCode.BadRequest).Or.EqualTo(HttpStatusCode.RequestEntityTooLarge), text);
        }
        byte[] spaces = Packing.Pack([.. Enumerable.Repeat((byte)' ', 8 << 20)], codings);
        using HttpResponseMessage padded = await Packing.Post(service, "/search", spaces, codings);
        Assert.That(padded.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge),
            await padded.Content.ReadAsStringAsync());
        Assert.That(await padded.Content.ReadAsStringAsync(), Does.Contain("--max-body-mb"));
    }

    [Test]
    public async Task Only_so_many_connections_are_open()
    {
        await using RunningService narrow = await RunningService.Start(
            new ServiceOptions { Codes = folder["codes.npy"], MaxConnections = 3 });
        var callers = new List<RawCaller>();
        for (int i = 0; i < 3; i++)
        {
            callers.Add(await RawCaller.Connect(narrow.Address));
            await callers[i].Send("GET /livez HTTP/1.1\r\nHost: service\r\n\r\n");
            await callers[i].ReadUntil("\"ok\"");
        }
        using RawCaller refused = await RawCaller.Connect(narrow.Address);
        Assert.That(await refused.ReadToEnd(), Is.Empty);
        callers.ForEach(caller => caller.Dispose());
        await Wait.Until(async () =>
        {
            using RawCaller next = await RawCaller.Connect(narrow.Address);
            try
            {
                await next.Send("GET /livez HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n");
                return (await next.ReadToEnd()).Contains("\"ok\"", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        });
    }

    [Test]
    public async Task Headers_have_limits()
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        await caller.Send("GET /livez HTTP/1.1\r\nHost: service\r\nX-Long: " + new string('x', 40_000) + "\r\n\r\n");
        Assert.That(await caller.ReadUntil("\r\n\r\n"), Does.StartWith("HTTP/1.1 431"));
    }
}
