// The command keeps the contract of all commands: one object with --json, one line for an error, codes of the end.
using NUnit.Framework;
using Vdsh.Cli;
using Vdsh.Data;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class CommandTests
{
    private ServedFolder folder = null!;
    private string codes = "";

    [SetUp]
    public void Create()
    {
        folder = new ServedFolder();
        codes = folder.WriteCodes(RandomCodes.Create(10, 32, 1));
    }

    [TearDown]
    public void Delete() => folder.Dispose();

    [Test]
    public async Task A_termination_signal_ends_it_well_after_the_last_answer()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has no SIGTERM.");
        using ServeProcess serve = ServeProcess.Start("--codes", codes);
        Assert.That(((int)serve.Started["database"]!, (int)serve.Started["bits"]!, (string)serve.Started["index"]!), Is.EqualTo((10, 32, "flat")));
        Assert.That(serve.Address.Port, Is.Positive);
        using var client = new HttpClient { BaseAddress = serve.Address };
        using var body = new SlowBody("""{"k": 1, "code": "00000000"}""");
        Task<HttpResponseMessage> running = client.PostAsync("/search", body);
        await body.Begun;
        while (!(await client.GetStringAsync("/metrics")).Contains("vdsh_requests_running 2\n", StringComparison.Ordinal))
            await Task.Delay(10);
        Task<(int Code, string Output, string Error)> end = serve.Terminate();
        await Task.Delay(300);
        Assert.That(end.IsCompleted, Is.False);
        body.Finish();
        using HttpResponseMessage response = await running;
        Assert.That(response.IsSuccessStatusCode, Is.True);
        (int code, string output, string error) = await end;
        Assert.That((code, output), Is.EqualTo((0, "")), error);
        Assert.That(error, Does.Contain("Stopping"));
    }

    [Test]
    public void A_cancelled_run_is_a_success_and_prints_one_object()
    {
        (int code, string output, string error) = RunAndCancel("--codes", codes, "--urls", "http://127.0.0.1:0", "--json");
        Assert.That(code, Is.Zero, error);
        Assert.That(new CliRun("", 0, output, error).Json().Select(pair => pair.Key), Is.EqualTo((string[])["addresses", "database", "bits", "index", "processId"]));
        Assert.That(error, Does.Not.Contain("WARNING"));
    }

    [Test]
    public void An_array_that_may_be_read_in_two_ways_is_served_as_it_is_told()
    {
        string path = folder["bits.npy"];
        NpyFile.Write(path, Enumerable.Range(0, 48).Select(i => (byte)(i % 3 == 0 ? 1 : 0)).ToArray(), 3, 16);
        CliRun.Of("serve", "--codes", path, "--urls", "http://127.0.0.1:0").Refused("--codes-as");
        string[] always = ["--urls", "http://127.0.0.1:0", "--quiet"];
        Assert.That(RunAndCancel(["--codes", path, "--codes-as", "bits", .. always]).Output,
            Does.StartWith("Serving 3 codes of 16 bits"));
        Assert.That(RunAndCancel(["--codes", path, "--codes-as", "packed", .. always]).Output,
            Does.StartWith("Serving 3 codes of 128 bits"));
    }

    [Test]
    public void Quiet_leaves_only_the_result()
    {
        (int code, string output, string error) = RunAndCancel("--codes", codes, "--urls", "http://127.0.0.1:0", "--quiet");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.StartWith("Serving 10 codes of 32 bits (index flat) at http://127.0.0.1:"));
    }

    [Test]
    public void Beyond_loopback_without_a_key_is_warned_of([Values] bool key)
    {
        using var variable = new EnvironmentSetting("VDSH_API_KEY", key ? "secret" : null);
        (int code, _, string error) = RunAndCancel("--codes", codes, "--urls", "http://0.0.0.0:0", "--quiet");
        Assert.That(code, Is.Zero, error);
        Assert.That(error, key ? Is.Empty : Does.Contain("WARNING").And.Contain("--api-key-file"));
    }

    [Test]
    public async Task The_key_comes_from_a_file()
    {
        File.WriteAllText(folder["key"], "from-a-file\n");
        using var variable = new EnvironmentSetting("VDSH_API_KEY", "from-the-environment");
        using ServeProcess serve = ServeProcess.Start("--codes", codes, "--api-key-file", folder["key"]);
        using var client = new HttpClient { BaseAddress = serve.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "from-the-environment");
        Assert.That((int)(await client.PostAsync("/reload", null)).StatusCode, Is.EqualTo(401));
        client.DefaultRequestHeaders.Authorization = new("Bearer", "from-a-file");
        Assert.That((int)(await client.PostAsync("/reload", null)).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task A_port_that_is_taken_is_one_line()
    {
        await using RunningService other = await RunningService.Start(new ServiceOptions { Codes = codes });
        CliRun run = CliRun.Of("serve", "--codes", codes, "--urls", other.Service.Addresses[0]);
        Assert.That((run.Code, run.Output, run.ErrorLines.Count), Is.EqualTo((1, "", 1)), run.Error);
        Assert.That(run.Error, Does.Contain(other.Service.Addresses[0]).And.Contain("--urls"));
    }

    [Test]
    public void Bad_options_are_refused()
    {
        CliRun.Of("serve").Refused("--codes");
        CliRun.Of("serve", "--codes", folder["none.npy"]).Refused("none.npy");
        CliRun.Of("serve", "--codes", codes, "--device", "cuda").Refused("--device cuda");
        CliRun.Of("serve", "--codes", codes, "--precision", "bf16").Refused("--precision bf16");
        CliRun.Of("serve", "--codes", codes, "--urls", "https://127.0.0.1:1").Refused("--urls", "TLS");
        CliRun.Of("serve", "--codes", codes, "--max-k", "0").Refused("--max-k");
        CliRun.Of("serve", "--codes", codes, "--api-key-file", folder["none"]).Refused("none");
        CliRun.Of("serve", "--codes", codes, "--bits", "40").Refused("--bits 40");
        CliRun.Of("serve", "--codes", codes, "--labels", folder.WriteLabels([1, 2, 3])).Refused("3 labels", "10 codes");
        RandomModels.Create([3, 48], new Random(1)).Save(folder["m.vdsh"]);
        CliRun.Of("serve", "--codes", codes, "--model", folder["m.vdsh"]).Refused("48 bits", "32 bits");
    }

    // Whoever waits for the first output and then cancels has a service that ran.
    private static (int Code, string Output, string Error) RunAndCancel(params string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancellingWriter(cancellation);
        using var error = new StringWriter();
        int code = CliApplication.Run(["serve", .. arguments], output, error, cancellation.Token);
        return (code, output.ToString(), error.ToString());
    }
}
