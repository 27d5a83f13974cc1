// Everything that can be chosen about a service, in one place, so that the command line and an embedding program say the same.
using Vdsh.Search;

namespace Vdsh.Serve;

/// <summary>What to serve, where, and how much of it one caller may ask for.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record ServiceOptions
{
    /// <summary>The database of codes: .npy of packed codes or of one number a bit, a binary index of faiss, or an
    /// index of this library.</summary>
    public required string Codes { get; init; }

    /// <summary>The model that made the codes, for callers who send features; null: only codes are taken.</summary>
    public string? Model { get; init; }

    /// <summary>Labels of the codes, in the order of their file; null: answers have none.</summary>
    public string? Labels { get; init; }

    /// <summary>Bits of a code; null takes the model's, otherwise the file's.</summary>
    public int? Bits { get; init; }

    /// <summary>How an array holds the codes; <see cref="CodeForm.Auto"/> refuses what may be both.</summary>
    public CodeForm Form { get; init; } = CodeForm.Auto;

    /// <summary>How to search; the answers are the same.</summary>
    public IndexKind Kind { get; init; } = IndexKind.Auto;

    /// <summary>Where to listen: http URLs between semicolons. Port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>The key that callers must send; null: none.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>Queries in one request.</summary>
    public int MaxBatch { get; init; } = 1024;

    /// <summary>Neighbours of one query.</summary>
    public int MaxK { get; init; } = 1000;

    /// <summary>Mebibytes of one request's body, decompressed.</summary>
    public int MaxBodyMegabytes { get; init; } = 16;

    /// <summary>Mebibytes that the neighbours of one answer may take in memory, 12 bytes each; what may need more is
    /// refused before the search.</summary>
    public int MaxAnswerMegabytes { get; init; } = 64;

    /// <summary>Mebibytes of the bodies and answers of all requests. Where they are in use, the largest request gives
    /// way.</summary>
    public int MaxHeldMegabytes { get; init; } = 256;

    /// <summary>Open connections; more are closed at once.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Bytes a second at which callers must send and read, after a few seconds; slower ones are cut off. 0: no
    /// limit.</summary>
    public int MinBytesPerSecond { get; init; } = 1000;

    /// <summary>Searches that are worked on at the same time. Bodies are read before, and answers written
    /// after.</summary>
    public int MaxConcurrent { get; init; } = 16;

    /// <summary>Searches that wait for their turn; more are told to come back.</summary>
    public int MaxQueued { get; init; } = 1024;

    /// <summary>Threads that share one search.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How often the files are looked at for changes; zero: never, only when a caller asks for a reload.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long requests may take to finish once the service stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
