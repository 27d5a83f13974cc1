// vdsh serve: a database of codes that other programs search over HTTP.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Output;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Serve;
using Vdsh.Serve.Hosting;

namespace Vdsh.Cli.Commands;

internal sealed class ServeCommand : CliCommand
{
    private const string KeyVariable = "VDSH_API_KEY";

    private static readonly ServiceOptions Default = new() { Codes = "" };

    private readonly InputFileOption codes = new("--codes")
    {
        Description = $"The codes: {CodeOptions.Accepted}.",
        Required = true,
    };
    private readonly InputFileOption model = new("--model") { Description = "The model that made the codes. Without it only codes can be searched for, and no features." };
    private readonly InputFileOption labels = new("--labels") { Description = "A label for each code, in the order of their file: answers then have labels. .npy, IDX or CSV, each also gzipped." };
    private readonly Option<int?> bits = Numbers.OptionalInteger("--bits", "Length of a code, in bits. [default: that of the model, otherwise 8 for each byte column]", 1, HashCodes.MaximumBits);
    private readonly Option<string> form = CodeOptions.CreateForm();
    private readonly Option<string> index = Choice.Of(
        "--index", "How to search; the results are the same: flat (linear scan), mih (multi-index hashing) or auto (by an estimate of both for these codes).", "auto", "auto", "flat", "mih");
    private readonly Option<string> urls = new("--urls")
    {
        Description = "Where to listen, between semicolons; port 0 takes a free one. Beyond loopback, set a key.",
        DefaultValueFactory = _ => Default.Urls,
        HelpName = "URLS",
    };
    private readonly InputFileOption keyFile = new("--api-key-file") { Description = $"A file with a key that callers must send. [default: the environment variable {KeyVariable}, otherwise no key]" };
    private readonly Option<double> watch = Numbers.Real("--watch", "How often to look for new files, in seconds; 0: only POST /reload reads them again.", Default.Watch.TotalSeconds, 0, 86400);
    private readonly Option<int> maxBatch = Numbers.Integer("--max-batch", "Queries in one request.", Default.MaxBatch, 1);
    private readonly Option<int> maxK = Numbers.Integer("--max-k", "Neighbours of one query.", Default.MaxK, 1, 1 << 20);
    private readonly Option<int> maxBody = Numbers.Integer(
        "--max-body-mb", "Size of one request, decompressed, in MiB.", Default.MaxBodyMegabytes, 1, 1024);
    private readonly Option<int> maxAnswer = Numbers.Integer(
        "--max-answer-mb", "Memory of the neighbours of one answer, 12 bytes each, in MiB; what may need more is "
            + "refused.", Default.MaxAnswerMegabytes, 1, 1024);
    private readonly Option<int> maxHeld = Numbers.Integer(
        "--max-held-mb", "Memory of the bodies and answers of all requests, in MiB; where it is in use, the largest "
            + "request is answered 503.",
        Default.MaxHeldMegabytes, 1, 1 << 20);
    private readonly Option<int> maxConnections = Numbers.Integer(
        "--max-connections", "Open connections; more are closed at once.", Default.MaxConnections, 1, 1 << 20);
    private readonly Option<int> minRate = Numbers.Integer(
        "--min-rate", "Bytes a second at which callers must send and read; slower ones are cut off after 5 seconds. "
            + "0: no limit.",
        Default.MinBytesPerSecond, 0, 1 << 30);
    private readonly Option<int> maxConcurrent = Numbers.Integer("--max-concurrent", "Searches that are worked on at the same time.", Default.MaxConcurrent, 1, 1 << 16);
    private readonly Option<int> maxQueued = Numbers.Integer("--max-queued", "Searches that wait for their turn; more are answered 503 with Retry-After.", Default.MaxQueued, 0, 1 << 20);
    private readonly Option<double> stopSeconds = Numbers.Real(
        "--stop-seconds", "How long running requests may take to finish after Ctrl-C or SIGTERM; then they are cut "
            + "off.", Default.StopTimeout.TotalSeconds, 0, 86400);

    public ServeCommand(GlobalOptions global) : base(
        "serve",
        "Serves a database of codes over HTTP until Ctrl-C or SIGTERM; new files are taken over without dropping a request.",
        global,
        "vdsh serve --codes codes.vdshidx --model mnist.vdsh",
        "vdsh serve --codes codes.npy --labels labels.npy --urls http://127.0.0.1:0 --json",
        $"{KeyVariable}=$(openssl rand -hex 32) vdsh serve --codes codes.npy --urls http://0.0.0.0:8080")
    {
        Option[] options =
        [
            codes, model, labels, bits, form, index, urls, keyFile, watch, maxBatch, maxK, maxBody, maxAnswer, maxHeld,
            maxConcurrent, maxQueued, maxConnections, minRate, stopSeconds,
        ];
        foreach (Option option in options)
            Add(option);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        if (session.Choice.Kind == DeviceKind.Cuda)
            throw new InputException("--device cuda does not fit: requests are answered side by side on the CPU; leave --device out.");
        if (session.Rounding == FactorRounding.BFloat16)
            throw new InputException("--precision bf16 does not fit: a query must have the same code alone and in a batch, and single items are encoded in float32; leave it out.");
        // Files are read again when they change, which no pipe can be.
        foreach (string? file in (string?[])[
            parsed.GetRequiredValue(codes), parsed.GetValue(model), parsed.GetValue(labels)])
        {
            if (file is not null)
                InputSource.RequireFile(file, "a service reads its files again when they change", session.Cancellation);
        }
        ServiceOptions options = Read(parsed, session);
        bool isOpen = options.Key is null && ListenAddress.ParseAll(options.Urls).Any(address => !address.IsLoopback);
        RunAsync(options, session, isOpen).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(ServiceOptions options, CommandSession session, bool isOpen)
    {
        var engine = new CpuBackend(new CpuBackendOptions { Threads = session.Threads });
        SearchService service;
        try
        {
            service = await SearchService.StartAsync(
                options, engine, new ServiceLogger(session.Output), session.Cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A start that was given up may still read a file and search in it.
            engine.Dispose();
            throw;
        }
        try
        {
            if (isOpen)
                session.Output.Warning($"WARNING: {options.Urls} is reached from other machines, and whoever "
                    + $"reaches it may search; set --api-key-file or {KeyVariable}.");
            Announce(service, session);
            var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (session.Cancellation.Register(stop.SetResult))
                await stop.Task;
            session.Output.Note("Stopping: requests that run are finished first.");
        }
        finally
        {
            if (await service.StopAsync())
            {
                await service.DisposeAsync();
                engine.Dispose();
            }
            else
            {
                // It needs the backend, and ends with the process.
                session.Output.Warning($"What still runs after {options.StopTimeout.TotalSeconds} seconds "
                    + "(--stop-seconds) is cut off.");
            }
        }
    }

    private static void Announce(SearchService service, CommandSession session)
    {
        (long count, int bits, IndexKind indexKind) = service.Served;
        string kind = indexKind.ToString().ToLowerInvariant();
        session.Output.Line($"Serving {count} codes of {bits} bits (index {kind}) at {string.Join(' ', service.Addresses)}; Ctrl-C stops.");
        session.Output.ObjectNow(() => new JsonObject
        {
            ["addresses"] = new JsonArray([.. service.Addresses.Select(address => JsonValue.Create(address))]),
            ["database"] = count,
            ["bits"] = bits,
            ["index"] = kind,
            ["processId"] = Environment.ProcessId,
        });
    }

    private ServiceOptions Read(ParseResult parsed, CommandSession session) => new()
    {
        Codes = parsed.GetRequiredValue(codes),
        Model = parsed.GetValue(model),
        Labels = parsed.GetValue(labels),
        Bits = parsed.GetValue(bits),
        Form = CodeOptions.FormOf(parsed, form),
        Kind = Enum.Parse<IndexKind>(parsed.GetValue(index)!, ignoreCase: true),
        Urls = parsed.GetValue(urls)!,
        Key = ReadKey(parsed.GetValue(keyFile), session.Cancellation),
        MaxBatch = parsed.GetValue(maxBatch),
        MaxK = parsed.GetValue(maxK),
        MaxBodyMegabytes = parsed.GetValue(maxBody),
        MaxAnswerMegabytes = parsed.GetValue(maxAnswer),
        MaxHeldMegabytes = parsed.GetValue(maxHeld),
        MaxConnections = parsed.GetValue(maxConnections),
        MinBytesPerSecond = parsed.GetValue(minRate),
        MaxConcurrent = parsed.GetValue(maxConcurrent),
        MaxQueued = parsed.GetValue(maxQueued),
        Threads = session.Threads,
        Watch = TimeSpan.FromSeconds(parsed.GetValue(watch)),
        StopTimeout = TimeSpan.FromSeconds(parsed.GetValue(stopSeconds)),
    };

    // Never an option: whoever lists processes would read it.
    private static ApiKey? ReadKey(string? file, CancellationToken cancellation)
    {
        if (file is not null)
            return ApiKey.Read(file, cancellation);
        return Environment.GetEnvironmentVariable(KeyVariable) is { } key ? ApiKey.Create(key, KeyVariable) : null;
    }
}
