// Compressed bodies are what they were before, or refused; they are never read as something else.
using System.Net;
using System.Text;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class CodingTests
{
    private const string Plain = """{"k": 5, "codes": ["0011223344556677", "8899aabbccddeeff"]}""";

    private static readonly HashCodes Database = RandomCodes.Create(300, 64, 1),
        Queries = RandomCodes.Create(10, 64, 2);

    private ServedFolder folder = null!;
    private RunningService service = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        folder = new ServedFolder();
        service = await RunningService.Start(new ServiceOptions { Codes = folder.WriteCodes(Database) });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    [Test]
    public async Task A_compressed_body_is_answered_as_the_plain_one(
        [Values("gzip", "GZip", "x-gzip", "br", "deflate", "identity", "gzip, br",
            "deflate,gzip,br,gzip")] string codings)
    {
        foreach ((string path, byte[] body) in ((string, byte[])[])[("/search/batch", Encoding.UTF8.GetBytes(Plain)),
            ("/search/binary?k=5", ServedFolder.Bytes(Queries))])
        {
            using HttpResponseMessage plain = await Packing.Post(service, path, body, null),
                packed = await Packing.Post(service, path, Packing.Pack(body, codings), codings);
            Assert.That(packed.StatusCode, Is.EqualTo(HttpStatusCode.OK), await packed.Content.ReadAsStringAsync());
            Assert.That(await packed.Content.ReadAsByteArrayAsync(),
                Is.EqualTo(await plain.Content.ReadAsByteArrayAsync()));
        }
    }

    [TestCase("zstd")]
    [TestCase("compress")]
    [TestCase("gzip, zstd")]
    [TestCase("zstd, gzip")]
    [TestCase("gzip;q=1")]
    [TestCase("gzip,gzip,gzip,gzip,gzip")]
    public async Task A_coding_that_cannot_be_undone_is_refused_by_name(string codings)
    {
        using HttpResponseMessage response = await Packing.Post(
            service, "/search/binary?k=1", ServedFolder.Bytes(Queries), codings);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("gzip, br, deflate"));
        Assert.That(response.Headers.GetValues("Accept-Encoding").Single(), Is.EqualTo("gzip, br, deflate"));
    }

    [Test]
    public async Task A_compressed_body_that_is_cut_short_is_refused_wherever_it_is_cut(
        [Values("gzip", "br", "deflate", "br, gzip")] string codings)
    {
        // Zeros compress well, so that whole codes come out of every part.
        byte[] packed = Packing.Pack([.. ServedFolder.Bytes(Queries), .. new byte[400]], codings);
        for (int length = 0; length < packed.Length; length++)
        {
            using HttpResponseMessage response = await Packing.Post(
                service, "/search/binary?k=1", packed[..length], codings);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest),
                $"{length} of {packed.Length} bytes");
        }
    }

    [Test]
    public async Task A_body_that_is_not_what_it_says_is_refused(
        [Values("gzip", "br", "deflate", "gzip, br")] string codings)
    {
        using HttpResponseMessage plain = await Packing.Post(
            service, "/search/binary?k=1", ServedFolder.Bytes(Queries), codings);
        Assert.That(plain.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await plain.Content.ReadAsStringAsync(), Does.Contain("Content-Encoding"));
        if (codings != "gzip" && codings != "deflate")
            return;
        byte[] packed = Packing.Pack(ServedFolder.Bytes(Queries), codings);
        packed[^3] ^= 1;
        using HttpResponseMessage changed = await Packing.Post(service, "/search/binary?k=1", packed, codings);
        Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "the checksum is wrong");
    }

    [Test]
    public async Task Answers_are_compressed_for_those_who_ask([Values("gzip", "br")] string coding)
    {
        foreach ((string path, byte[] body) in ((string, byte[])[])[("/search/batch", Encoding.UTF8.GetBytes(Plain)),
            ("/search/binary?k=100", ServedFolder.Bytes(Queries))])
        {
            using HttpResponseMessage plain = await Packing.Post(service, path, body, null);
            Assert.That(plain.Content.Headers.ContentEncoding, Is.Empty);
            using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None };
            using var client = new HttpClient(handler) { BaseAddress = service.Address };
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new(path.Contains("binary", StringComparison.Ordinal)
                ? "application/octet-stream" : "application/json");
            request.Headers.Add("Accept-Encoding", coding);
            using HttpResponseMessage packed = await client.SendAsync(request);
            Assert.That(packed.Content.Headers.ContentEncoding, Is.EqualTo((string[])[coding]));
            Assert.That(packed.Headers.Vary, Does.Contain("Accept-Encoding"));
            Assert.That(Packing.Unpack(await packed.Content.ReadAsByteArrayAsync(), coding),
                Is.EqualTo(await plain.Content.ReadAsByteArrayAsync()));
        }
    }

    [Test]
    public async Task The_body_that_was_once_read_as_codes_is_answered_as_its_plain_form()
    {
        string shared = Path.Combine(TestContext.CurrentContext.TestDirectory, "../../../../../../shared/cases");
        if (!File.Exists(Path.Combine(shared, "gzip-binary-body.bin")))
            Assert.Ignore($"{shared} has no gzip-binary-body.bin.");
        using HttpResponseMessage plain = await Packing.Post(
            service, "/search/binary?k=5", File.ReadAllBytes(Path.Combine(shared, "gzip-binary-body.plain.bin")), null);
        using HttpResponseMessage packed = await Packing.Post(
            service, "/search/binary?k=5", File.ReadAllBytes(Path.Combine(shared, "gzip-binary-body.bin")), "gzip");
        Assert.That(packed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await packed.Content.ReadAsByteArrayAsync(),
            Is.EqualTo(await plain.Content.ReadAsByteArrayAsync()));
    }
}
