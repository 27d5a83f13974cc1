// An index of gigabytes opens in milliseconds because the system reads its pages when a search first touches them.
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>A mapped index file. Spans may be read between <see cref="Enter"/> and <see cref="Leave"/>; the file is closed when disposed of and left by all.</summary>
internal sealed unsafe class MappedIndexFile : IDisposable
{
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly SafeFileHandle handle;
    private readonly string path;
    private readonly byte* start;

    private MappedIndexFile(
        string path, SafeFileHandle handle, MemoryMappedFile map, MemoryMappedViewAccessor view, IndexFileHeader header)
    {
        this.path = path;
        this.handle = handle;
        this.map = map;
        this.view = view;
        Header = header;
        // The view begins at the file's start, so that the handle's address is that of the header.
        start = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle();
    }

    public IndexFileHeader Header { get; }

    public ReadOnlySpan<ulong> Words => new(start + IndexFileHeader.Page, Header.Count * Header.WordsPerCode);

    public ReadOnlySpan<long> Ids => Header.HasIds ? new(start + Header.IdOffset, Header.Count) : [];

    /// <summary>
    /// Maps a file after its header, and the first and last id, were checked; codes and other ids are not read.
    /// </summary>
    /// <exception cref="InputException">There is no such file, or its header is not sound.</exception>
    public static MappedIndexFile Open(string path)
    {
        IndexFile.RequireLittleEndian();
        FileStream? stream = null;
        MemoryMappedFile? map = null;
        MappedIndexFile? file = null;
        try
        {
            stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            Span<byte> first = stackalloc byte[IndexFileHeader.Page];
            int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            IndexFileHeader header = IndexFileHeader.Parse(first[..read], stream.Length, path);
            map = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            file = new MappedIndexFile(path, stream.SafeFileHandle, map, view, header);
            IndexFileCheck.RequireEnds(file.Ids, header.NextId, path);
            return file;
        }
        catch (Exception exception)
        {
            file?.Dispose();
            map?.Dispose();
            stream?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
                throw new InputException($"{path} cannot be opened: {exception.Message}", exception);
            throw;
        }
    }

    /// <summary>
    /// Refuses a file that was cut off since it was mapped: reading what is gone would end the process.
    /// </summary>
    /// <exception cref="InputException">The file is shorter than it was.</exception>
    public void RequireWhole()
    {
        long length = RandomAccess.GetLength(handle);
        if (length < Header.FileLength)
        {
            throw new InputException(
                $"{path} was cut off to {length} of {Header.FileLength} bytes while it was in use; "
                + "write it again, and replace index files by a rename, as saving does.");
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
