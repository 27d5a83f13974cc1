// Many callers at once while the files change under them: no request fails, and every answer is wholly that of one state of the files.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class LoadTests
{
    private const int Connections = 32;
    private const int Bits = 64;
    private const int Full = 50_000;

    private static readonly int Requests = int.Parse(Environment.GetEnvironmentVariable("VDSH_SERVE_REQUESTS") ?? "4000", CultureInfo.InvariantCulture);

    // Databases of different sizes, so that codes of one never go with labels of the other.
    private static readonly HashCodes[] Databases = [RandomCodes.Create(20_000, Bits, 1), RandomCodes.Create(15_000, Bits, 2)];
    private static readonly int[][] Labels = [.. Databases.Select((codes, state) => Enumerable.Range(0, codes.Count).Select(row => 10 * state + row % 7).ToArray())];

    [Test]
    public async Task No_request_fails_and_no_answer_is_wrong_while_files_change([Values("reload", "watch")] string way)
    {
        using var folder = new ServedFolder();
        (string Path, string Body, string[] Answers)[] questions = Questions();
        Place(folder, 0);
        using ServeProcess serve = ServeProcess.Start("--codes", folder["codes.npy"], "--labels", folder["labels.npy"], "--watch", way == "watch" ? "0.1" : "0");
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = serve.Address };
        client.DefaultRequestHeaders.Add("X-Vdsh-Reload", "1");
        var faults = new ConcurrentQueue<string>();
        long[] states = new long[2];
        int next = 0;
        using var done = new CancellationTokenSource();
        Task changes = Change(folder, way == "reload" ? client : null, faults, done.Token);
        Task<List<double>> memory = Watch(client, done.Token);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is int number && number <= Requests && faults.IsEmpty)
            {
                (string path, string body, string[] answers) = questions[number % questions.Length];
                int state = Array.IndexOf(answers, await Ask(client, path, body, faults));
                if (state < 0)
                    faults.Enqueue($"the answer to {path} {body} is that of no state of the files");
                else
                    Interlocked.Increment(ref states[state]);
            }
        })));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await done.CancelAsync();
        await changes;
        List<double> resident = await memory;
        string metrics = await client.GetStringAsync("/metrics");
        double Count(string result) => double.Parse(metrics.Split('\n').Single(line => line.StartsWith($"vdsh_reloads_total{{result=\"{result}\"}}", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
        TestContext.Out.WriteLine(FormattableString.Invariant(
            $"{way}: {Requests} requests from {Connections} connections in {seconds:0.0} s, {Requests / seconds:0} requests/s; answers of both states {states[0]} and {states[1]}; {Count("succeeded")} reloads, {Count("failed")} refused between two files; resident memory of the service {resident.Max() / 1e6:0} MB at most, {Halves(resident).First / 1e6:0} MB in the first half, {Halves(resident).Second / 1e6:0} MB in the second"));
        Assert.That(faults, Is.Empty);
        Assert.That(states[0] + states[1], Is.EqualTo(Requests));
        Assert.That(states, Has.All.Positive, "the files never changed");
        Assert.That(resident.Max(), Is.LessThan(512e6));
        if (Requests >= Full)
            Assert.That(Halves(resident).Second, Is.LessThan(1.25 * Halves(resident).First + 32e6), "memory grows with the number of requests");
    }

    // Single queries, and batches, whose answers must be of one state from the first to the last.
    private static (string Path, string Body, string[] Answers)[] Questions()
    {
        HashCodes queries = RandomCodes.Create(40, Bits, 3);
        JsonObject[][] expected = [.. Databases.Select((codes, state) => Enumerable.Range(0, queries.Count).Select(query => ServedFolder.Expected(codes, queries, query, 5, null, id => Labels[state][id])).ToArray())];
        var questions = new List<(string, string, string[])>();
        for (int query = 0; query < queries.Count; query++)
            questions.Add(("/search", ServedFolder.Body("code", ServedFolder.Hex(queries, query), 5, null).ToJsonString(), [.. expected.Select(answers => answers[query].ToJsonString())]));
        for (int first = 0; first < queries.Count; first += 8)
        {
            int[] rows = [.. Enumerable.Range(first, 8)];
            string body = ServedFolder.Body("codes", ServedFolder.Hex(queries.Select(rows)), 5, null).ToJsonString();
            questions.Add(("/search/batch", body, [.. expected.Select(answers => new JsonObject { ["results"] = new JsonArray([.. rows.Select(row => answers[row].DeepClone())]) }.ToJsonString())]));
        }
        return [.. questions];
    }

    private static void Place(ServedFolder folder, int state)
    {
        folder.WriteCodes(Databases[state]);
        folder.WriteLabels(Labels[state]);
    }

    // With a client in a tight loop, for as many changes as possible; watched, once a second, as often as the full run asks for.
    private static async Task Change(ServedFolder folder, HttpClient? client, ConcurrentQueue<string> faults, CancellationToken done)
    {
        for (int state = 1; !done.IsCancellationRequested; state = 1 - state)
        {
            Place(folder, state);
            if (client is not null)
            {
                using HttpResponseMessage response = await client.PostAsync("/reload", null, CancellationToken.None);
                if (!response.IsSuccessStatusCode)
                    faults.Enqueue($"a reload failed: {await response.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
            await Task.Delay(client is null && Requests >= Full ? 1000 : client is null ? 250 : 10, done).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static async Task<List<double>> Watch(HttpClient client, CancellationToken done)
    {
        var resident = new List<double>();
        while (!done.IsCancellationRequested)
        {
            string metrics = await client.GetStringAsync("/metrics", CancellationToken.None);
            string line = metrics.Split('\n').Single(line => line.StartsWith("process_resident_memory_bytes ", StringComparison.Ordinal));
            resident.Add(double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            await Task.Delay(100, done).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        return resident;
    }

    private static (double First, double Second) Halves(List<double> values)
        => (values[..((values.Count + 1) / 2)].Max(), values[(values.Count / 2)..].Max());

    private static async Task<string> Ask(HttpClient client, string path, string body, ConcurrentQueue<string> faults)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await client.PostAsync(path, content);
            string answer = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode)
                faults.Enqueue($"{path} was answered {(int)response.StatusCode}: {answer}");
            return answer;
        }
        catch (HttpRequestException exception)
        {
            faults.Enqueue($"{path} failed: {exception}");
            return "";
        }
    }
}
