// An index of gigabytes opens in milliseconds because the system reads its pages when a search first touches them.
using System.IO.MemoryMappedFiles;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>A mapped index file. Spans may be read between <see cref="Enter"/> and <see cref="Leave"/>; the file is closed when disposed of and left by all.</summary>
internal sealed unsafe class MappedIndexFile : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;

    private MappedIndexFile(MemoryMappedFile map, MemoryMappedViewAccessor view, IndexFileHeader header)
    {
        this.map = map;
        this.view = view;
        Header = header;
        // The view begins at the file's start, so that the handle's address is that of the header.
        start = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle();
    }

    public IndexFileHeader Header { get; }

    public ReadOnlySpan<ulong> Words => new(start + IndexFileHeader.Page, Header.Count * Header.WordsPerCode);

    public ReadOnlySpan<long> Ids => Header.HasIds ? new(start + Header.IdOffset, Header.Count) : [];

    /// <summary>Maps a file after its header was checked; codes and ids are not read.</summary>
    /// <exception cref="InputException">There is no such file, or its header is not sound.</exception>
    public static MappedIndexFile Open(string path)
    {
        IndexFile.RequireLittleEndian();
        MemoryMappedFile? map = null;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            Span<byte> first = stackalloc byte[IndexFileHeader.Page];
            int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            IndexFileHeader header = IndexFileHeader.Parse(first[..read], stream.Length, path);
            map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new MappedIndexFile(map, map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), header);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            map?.Dispose();
            throw new InputException($"{path} cannot be opened: {exception.Message}", exception);
        }
    }

    /// <summary>Keeps the file mapped until <see cref="Leave"/>.</summary>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public void Enter()
    {
        bool entered = false;
        view.SafeMemoryMappedViewHandle.DangerousAddRef(ref entered);
    }

    public void Leave() => view.SafeMemoryMappedViewHandle.DangerousRelease();

    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
    }
}
