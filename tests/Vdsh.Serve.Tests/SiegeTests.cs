// What one caller's searches take while others do their worst: measured in turns with and without them, since a machine is not the same twice.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class SiegeTests
{
    private const int Bits = 64;
    private const string Slow = "16 slow and 40 deaf callers";
    private const string Gzip = "8 callers with gzip bodies";
    private const string Large = "16 callers with bodies of 16 MiB";
    private const string Reload = "32 callers for reloads";

    private const string AllSearched = "vdsh_searches_running 0\n# HELP vdsh_searches_waiting Searches whose bodies are read and that wait for their turn.\n"
        + "# TYPE vdsh_searches_waiting gauge\nvdsh_searches_waiting 0\n";

    // Latencies are claimed where the whole run was asked for, and not of a few requests in the middle of other tests.
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("VDSH_SERVE_SECONDS") is not null;
    private static readonly double Seconds = double.Parse(Environment.GetEnvironmentVariable("VDSH_SERVE_SECONDS") ?? "0.5", CultureInfo.InvariantCulture);
    private static readonly int Rounds = IsFull ? 5 : 1;

    private static readonly HashCodes Database = RandomCodes.Create(100_000, Bits, 1), Queries = RandomCodes.Create(400, Bits, 2);

    [TestCase(Slow)]
    [TestCase(Gzip)]
    [TestCase(Large)]
    [TestCase(Reload)]
    public async Task A_caller_is_answered_while_others_do_their_worst(string siege)
    {
        using var folder = new ServedFolder();
        // A rate below that of the slow callers, which would be cut off otherwise.
        using ServeProcess serve = ServeProcess.Start("--codes", folder.WriteCodes(Database), "--watch", "0", "--min-rate", "240");
        using var client = new HttpClient { BaseAddress = serve.Address };
        (string body, string expected) = Question(0);
        List<double> alone = [], beside = [], held = [];
        await Measure(client, body, expected, []);
        long done = 0;
        double memory = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await Measure(client, body, expected, alone);
            using var end = new CancellationTokenSource();
            Task[] others = Begin(siege, serve.Address, () => Interlocked.Increment(ref done), end.Token);
            Task<double> watch = Watch(client, end.Token);
            await Measure(client, body, expected, beside);
            if (siege == Slow)
            {
                await Wait.Until(async () => (await client.GetStringAsync("/metrics", CancellationToken.None)).Contains(AllSearched, StringComparison.Ordinal));
                await Measure(client, body, expected, held);
            }
            await end.CancelAsync();
            await Task.WhenAll(others);
            memory = Math.Max(memory, await watch);
        }
        alone.Sort();
        beside.Sort();
        held.Sort();
        string after = held.Count > 0 ? $"; once all they asked for was searched {Describe(held)}" : "";
        TestContext.Out.WriteLine(FormattableString.Invariant(
            $"{siege}: {Rounds} rounds of {Seconds:0.#} s; alone {Describe(alone)}; beside them {Describe(beside)}{after}; {done} of theirs; resident memory {memory / 1e6:0} MB at most"));
        Assert.That(memory, Is.LessThan(1e9));
        if (IsFull && siege == Slow)
        {
            Assert.That(beside[beside.Count / 2] - alone[alone.Count / 2], Is.LessThan(50), "milliseconds");
            Assert.That(held[held.Count / 2] - alone[alone.Count / 2], Is.LessThan(50), "milliseconds");
        }
    }

    private static string Describe(List<double> sorted) => FormattableString.Invariant(
        $"{sorted.Count} searches, median {sorted[sorted.Count / 2]:0.00} ms, 99 % {sorted[sorted.Count * 99 / 100]:0.00} ms, worst {sorted[^1]:0.0} ms");

    private static (string Body, string Expected) Question(int query) => (ServedFolder.Body("code", ServedFolder.Hex(Queries, query), 5, null).ToJsonString(),
        ServedFolder.Expected(Database, Queries, query, 5, null).ToJsonString());

    private static async Task Measure(HttpClient client, string body, string expected, List<double> milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            long begin = Stopwatch.GetTimestamp();
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await client.PostAsync("/search", content);
            string answer = await response.Content.ReadAsStringAsync();
            milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            Assert.That((response.StatusCode, answer), Is.EqualTo((HttpStatusCode.OK, expected)));
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds);
    }

    private static async Task<double> Watch(HttpClient client, CancellationToken end)
    {
        double most = 0;
        while (!end.IsCancellationRequested)
        {
            string metrics = await client.GetStringAsync("/metrics", CancellationToken.None);
            string line = metrics.Split('\n').Single(line => line.StartsWith("process_resident_memory_bytes ", StringComparison.Ordinal));
            most = Math.Max(most, double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            await Task.Delay(100, CancellationToken.None);
        }
        return most;
    }

    private static Task[] Begin(string siege, Uri address, Action done, CancellationToken end)
    {
        IEnumerable<Task> Many(int count, Func<Task> caller) => Enumerable.Range(0, count).Select(_ => Task.Run(caller, CancellationToken.None));
        switch (siege)
        {
            case Slow:
                return [.. Many(16, () => Drip(address, done, end)), .. Many(40, () => NeverRead(address, done, end))];
            case Gzip:
                string body = ServedFolder.Body("codes", ServedFolder.Hex(Queries.Select([.. Enumerable.Range(0, 32)])), 5, null).ToJsonString();
                byte[] good = Packing.Pack(Encoding.UTF8.GetBytes(body), "gzip"), bomb = Packing.Pack([.. Enumerable.Repeat((byte)' ', 64 << 20)], "gzip");
                return [.. Many(4, () => Repeat(address, "/search/batch", good, "gzip", done, end)), .. Many(4, () => Repeat(address, "/search/batch", bomb, "gzip", done, end))];
            case Large:
                // Half of them arrays of nothing, which once became objects before anybody counted them, and half of them too many queries.
                byte[] empty = Encoding.UTF8.GetBytes("{\"k\": 1, \"features\": [" + string.Join(',', Enumerable.Repeat("[]", (16 << 20) / 3 - 100)) + "]}");
                byte[] many = Encoding.UTF8.GetBytes("{\"k\": 1, \"codes\": [" + string.Join(',', Enumerable.Repeat("\"0011223344556677\"", (16 << 20) / 19 - 100)) + "]}");
                return [.. Many(8, () => Repeat(address, "/search/batch", empty, null, done, end)), .. Many(8, () => Repeat(address, "/search/batch", many, null, done, end))];
            default:
                return [.. Many(32, () => Repeat(address, "/reload", [], null, done, end))];
        }
    }

    // 300 bytes a second of a batch that is never complete.
    private static async Task Drip(Uri address, Action done, CancellationToken end)
    {
        using RawCaller caller = await RawCaller.Connect(address);
        await caller.Send(RawCaller.Head("/search/batch", 1_000_000) + "{\"k\": 1, \"codes\": [\"0011223344556677\"");
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(63, CancellationToken.None);
            await caller.Send(",\"0011223344556677\"");
        }
        done();
    }

    private static async Task NeverRead(Uri address, Action done, CancellationToken end)
    {
        using RawCaller caller = await RawCaller.Connect(address, receiveBuffer: 4096);
        var wish = ServedFolder.Body("codes", ServedFolder.Hex(Queries), 1000, null);
        wish["idsAsStrings"] = true;
        string body = wish.ToJsonString();
        await caller.Send(RawCaller.Head("/search/batch", body.Length) + body);
        while (!end.IsCancellationRequested)
            await Task.Delay(50, CancellationToken.None);
        done();
    }

    private static async Task Repeat(Uri address, string path, byte[] body, string? coding, Action done, CancellationToken end)
    {
        using var client = new HttpClient { BaseAddress = address };
        while (!end.IsCancellationRequested)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            if (coding is not null)
                content.Headers.ContentEncoding.Add(coding);
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
            request.Headers.Add("X-Vdsh-Reload", "1");
            try
            {
                using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
                done();
            }
            catch (HttpRequestException)
            {
                // Refused before all was sent.
                done();
            }
        }
    }
}
