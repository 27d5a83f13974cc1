// What intermediaries and attackers send byte by byte: a request is what it says or it is refused, and no part of one
// is taken for another.
using NUnit.Framework;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class WireTests
{
    private const string Query = """{"k": 1, "code": "00000000"}""";

    private ServedFolder folder = null!;
    private RunningService service = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        folder = new ServedFolder();
        service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(RandomCodes.Create(100, 32, 1)) });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    [Test]
    public async Task A_body_in_pieces_of_one_byte_is_read_whole([Values] bool isChunked)
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        await caller.Send(RawCaller.Head("/search", isChunked ? null : Query.Length));
        foreach (char letter in Query)
            await caller.Send(isChunked ? RawCaller.Chunk($"{letter}") : $"{letter}");
        if (isChunked)
            await caller.Send("0\r\n\r\n");
        Assert.That(await caller.ReadUntil("distances"), Does.StartWith("HTTP/1.1 200"));
    }

    [Test]
    public async Task Requests_behind_each_other_are_answered_one_by_one()
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        string one = RawCaller.Head("/search", Query.Length) + Query, bad = RawCaller.Head("/search", 2) + "{}";
        await caller.Send(one + bad + one + "GET /livez HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n");
        string[] statuses = [.. (await caller.ReadToEnd()).Split("\r\n")
            .Where(line => line.StartsWith("HTTP/1.1", StringComparison.Ordinal)).Select(line => line[9..12])];
        Assert.That(statuses, Is.EqualTo((string[])["200", "400", "200", "200"]));
    }

    [Test]
    public async Task A_refusal_before_the_body_is_read_leaves_no_part_of_it_as_a_next_request()
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        string hidden = "GET /metrics HTTP/1.1\r\nHost: service\r\n\r\n";
        await caller.Send(RawCaller.Head("/search", hidden.Length, "text/plain") + hidden
            + "GET /livez HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n");
        string text = await caller.ReadToEnd();
        Assert.That(text, Does.StartWith("HTTP/1.1 415").And.Contain("HTTP/1.1 200"));
        Assert.That(text, Does.Not.Contain("vdsh_requests_total"));
    }

    [TestCase("Content-Length: 28\r\nContent-Length: 4\r\n")]
    [TestCase("Content-Length: -1\r\n")]
    [TestCase("Content-Length: 0x1c\r\n")]
    [TestCase("Transfer-Encoding: chunked, gzip\r\n")]
    [TestCase("Transfer-Encoding: gzip\r\n")]
    [TestCase("Transfer-Encoding : chunked\r\n")]
    public async Task Lengths_that_can_be_read_in_two_ways_are_refused(string lengths)
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        await caller.Send($"POST /search HTTP/1.1\r\nHost: service\r\nContent-Type: "
            + $"application/json\r\n{lengths}\r\n{Query}GET /metrics HTTP/1.1\r\nHost: service\r\n\r\n");
        string text = await caller.ReadToEnd();
        Assert.That(text, Does.Match("^HTTP/1.1 (400|411|501)"));
        Assert.That(text, Does.Not.Contain("vdsh_requests_total"));
    }

    [Test]
    public async Task Where_a_length_and_chunks_are_given_nothing_follows_on_the_connection()
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        await caller.Send(RawCaller.Head("/search", null, more: "Content-Length: 3\r\n") + RawCaller.Chunk(Query)
            + "0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: service\r\n\r\n");
        Assert.That(await caller.ReadToEnd(), Does.Not.Contain("vdsh_requests_total"));
    }

    [Test]
    public async Task A_caller_who_asks_first_is_told_to_go_on_or_why_not()
    {
        using RawCaller good = await RawCaller.Connect(service.Address), bad = await RawCaller.Connect(service.Address);
        await good.Send(RawCaller.Head("/search", Query.Length, more: "Expect: 100-continue\r\n"));
        Assert.That(await good.ReadUntil("\r\n\r\n"), Does.StartWith("HTTP/1.1 100"));
        await good.Send(Query);
        Assert.That(await good.ReadUntil("distances"), Does.Contain("HTTP/1.1 200"));
        await bad.Send(RawCaller.Head("/search", Query.Length, "text/plain", "Expect: 100-continue\r\n"));
        Assert.That(await bad.ReadUntil("application/json"), Does.StartWith("HTTP/1.1 415"));
    }

    [Test]
    public async Task Another_protocol_is_not_spoken()
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        await caller.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        Assert.That(await caller.ReadToEnd(), Does.Not.Contain("200 OK"));
        Assert.That((string)(await service.Get("/livez"))["status"]!, Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_path_from_a_caller_comes_into_no_log_line_as_it_is()
    {
        using RawCaller caller = await RawCaller.Connect(service.Address);
        await caller.Send("GET /a%0d%0aWARNING%1b[31m?x=%0a HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n");
        Assert.That(await caller.ReadToEnd(), Does.StartWith("HTTP/1.1 404"));
        Assert.That(service.Log.Lines.Select(line => line.Text),
            Has.None.Matches<string>(text => text.AsSpan().ContainsAnyInRange('\0', '\x1f')));
    }
}
