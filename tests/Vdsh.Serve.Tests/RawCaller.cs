// Callers that no client library would be: they send what they like, as slowly as they like, and do not read.
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;

namespace Vdsh.Serve.Tests;

/// <summary>A connection that speaks HTTP by hand.</summary>
internal sealed class RawCaller : IDisposable
{
    private readonly TcpClient client;
    private readonly StringBuilder received = new();

    private RawCaller(TcpClient client) => this.client = client;

    /// <param name="address">Where the service listens.</param>
    /// <param name="receiveBuffer">Bytes that the machine takes in while nobody reads; 0: as it likes.</param>
    public static async Task<RawCaller> Connect(Uri address, int receiveBuffer = 0)
    {
        var client = new TcpClient();
        if (receiveBuffer > 0)
            client.ReceiveBufferSize = receiveBuffer;
        await client.ConnectAsync(address.Host, address.Port);
        return new RawCaller(client);
    }

    /// <summary>The first lines of a request; with no length its body comes in chunks.</summary>
    public static string Head(string path, int? length, string type = "application/json", string more = "")
        => $"POST {path} HTTP/1.1\r\nHost: service\r\nContent-Type: {type}\r\n{more}"
            + (length is null ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {length}\r\n\r\n");

    public static string Chunk(string text)
        => string.Create(CultureInfo.InvariantCulture, $"{text.Length:x}\r\n{text}\r\n");

    /// <summary>Sends characters as bytes.</summary>
    public async Task Send(string text) => await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Reads until the words have come, or fails after half a minute.</summary>
    /// <returns>All that came so far.</returns>
    public async Task<string> ReadUntil(string words)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        byte[] buffer = new byte[4096];
        while (!received.ToString().Contains(words, StringComparison.Ordinal))
        {
            int read;
            try
            {
                read = await client.GetStream().ReadAsync(buffer, patience.Token);
            }
            catch (OperationCanceledException)
            {
                read = 0;
            }
            Assert.That(read, Is.Positive, $"'{words}' never came after: {received}");
            received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        return received.ToString();
    }

    /// <summary>Reads until the service closes the connection.</summary>
    public async Task<string> ReadToEnd()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        byte[] buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, patience.Token) is > 0 and int read)
                received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // Closed in the middle.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The connection was not closed after: {received}");
        }
        return received.ToString();
    }

    public void Dispose() => client.Dispose();
}
