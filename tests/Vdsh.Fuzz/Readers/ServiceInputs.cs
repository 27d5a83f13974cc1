// Requests come from anybody; each is answered or refused, and no refusal is the service's own fault.
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Serve;

namespace Vdsh.Fuzz.Readers;

/// <summary>A running service, asked over a loopback connection. Pieces: path with query, content type, content encoding, body.</summary>
internal sealed class ServiceInputs() : FuzzReader("service", "input.http")
{
    private const int Bits = 12, Columns = 3, Codes = 40;

    private HttpClient? client;

    public override double Weight => 0.5;

    public override bool UsesOtherThreads => true;

    public override IReadOnlyList<string> Words =>
    [
        "\"features\"", "\"code\"", "\"codes\"", "\"k\"", "\"radius\"", "\"idsAsStrings\"", "true", "null", "[]", "{}", "[[1,2,3]]", "[null]", "\"ff0f\"", "\"FF0f\"", "\"zz\"",
        "1e39", "k=", "radius=", "of=", "features", "codes", "&", "?", "gzip", "br", "deflate", "identity", "application/json", "application/octet-stream", "text/plain",
        "charset=utf-16", "/search", "/search/batch", "/search/binary", "/healthz", "/metrics", "/openapi/v1.json",
    ];

    public override byte[] Join(Part[] parts, SeededRandom random)
    {
        byte[] body = parts[3].Bytes;
        bool packed = parts[2].Bytes.AsSpan().SequenceEqual("gzip"u8) && random.NextInt32(4) > 0;
        return [.. parts[0].Bytes, (byte)'\n', .. parts[1].Bytes, (byte)'\n', .. parts[2].Bytes, (byte)'\n', .. packed ? ArrayFile.Gzip(body) : body];
    }

    public override void Use(Trial trial)
    {
        HttpClient service = client ??= Start();
        trial.Read(
            "request",
            () =>
            {
                using HttpRequestMessage request = Create(trial.Input);
                using HttpResponseMessage answer = service.Send(request);
                using var content = new MemoryStream();
                answer.Content.ReadAsStream().CopyTo(content);
                Judge(answer.StatusCode, content.ToArray());
            },
            mustName: "");
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        const string json = "application/json", bytes = "application/octet-stream";
        yield return Parts("/search", json, "", Part.Text("""{"features":[1,2,3.5],"k":3}"""));
        yield return Parts("/search", json, "", Part.Text("""{"code":"ff0f","radius":2,"k":1}"""));
        yield return Parts("/search/batch", json, "", Part.Text("""{"codes":["ff0f","0000"],"k":3}"""));
        yield return Parts("/search/batch", json, "", Part.Text("""{"features":[[1,2,3],[4,5,6]],"radius":12,"k":2}"""));
        yield return Parts("/search/batch", json, "gzip", Part.Text("""{"features":[[1,2,3],[4,5,6]],"radius":1}"""));
        yield return Parts("/search/binary?k=3", bytes, "", Part.Data<byte>(255, 15, 0, 0, 1, 2));
        yield return Parts("/search/binary?k=3&radius=4&of=features", bytes, "", Part.Data(1f, 2f, 3f, -1f, 0f, 1f));
        yield return Parts("/search/binary?radius=4", bytes, "gzip", Part.Data<byte>(255, 15));
    }

    private static Part[] Parts(string path, string type, string encoding, Part body) => [Part.Text(path), Part.Text(type), Part.Text(encoding), body];

    private static void Judge(HttpStatusCode status, byte[] content)
    {
        if ((int)status < 400)
            return;
        Exercise.Require((int)status < 500, $"the service answered {(int)status}");
        // What refuses a request before the service sees it has no words of ours.
        string detail = content.Length > 0 && JsonDocument.Parse(content).RootElement.TryGetProperty("detail", out JsonElement text) ? text.GetString() ?? "" : "refused";
        throw new InputException(detail);
    }

    // Three lines, path, content type and content encoding, and then the body.
    private static HttpRequestMessage Create(byte[] input)
    {
        string[] lines = ["", "", ""];
        int start = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            int end = input.AsSpan(start).IndexOf((byte)'\n');
            end = end < 0 ? input.Length : start + end;
            lines[i] = Printable(Encoding.Latin1.GetString(input, start, end - start));
            start = Math.Min(end + 1, input.Length);
        }
        // Other paths are not readers.
        string path = lines[0].StartsWith("/search", StringComparison.Ordinal) ? lines[0] : "/search";
        var request = new HttpRequestMessage(HttpMethod.Post, path.Replace(" ", "", StringComparison.Ordinal).Replace('#', '_'))
        {
            Content = new ByteArrayContent(input[start..]),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", lines[1]);
        if (lines[2].Length > 0)
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", lines[2]);
        return request;
    }

    private static string Printable(string text) => new([.. text.Where(letter => letter is >= ' ' and < (char)0x7F).Take(1000)]);

    // Lives as long as the process.
    private static HttpClient Start()
    {
        string folder = Directory.CreateTempSubdirectory("vdsh-fuzz-").FullName;
        try
        {
            string codes = Path.Combine(folder, "codes.npy"), model = Path.Combine(folder, "model.vdsh");
            byte[] bytes = [.. Enumerable.Range(0, Codes).SelectMany(i => (byte[])[(byte)(i * 37), (byte)(i % 16)])];
            NpyFile.Write(codes, new ByteMatrix(bytes, Codes, 2));
            SmallModels.Create([Columns, 4, Bits]).Save(model);
            var options = new ServiceOptions { Codes = codes, Model = model, Urls = "http://127.0.0.1:0", Watch = TimeSpan.Zero, MaxBodyMegabytes = 2, Threads = 1 };
            var engine = new CpuBackend(new CpuBackendOptions { Threads = 1 });
            SearchService service = SearchService.StartAsync(options, engine, NullLogger.Instance).GetAwaiter().GetResult();
            return new HttpClient { BaseAddress = new Uri(service.Addresses[0]), Timeout = TimeSpan.FromSeconds(30) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
