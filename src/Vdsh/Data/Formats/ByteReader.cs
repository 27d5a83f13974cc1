// All readers pull their bytes through this class, so truncation, damage and trailing garbage are found and worded in one place.
using System.Security.Cryptography;

namespace Vdsh.Data.Formats;

internal sealed class ByteReader : IDisposable
{
    // Deflate reaches at most 1032:1; a compressed file that claims more is truncated or hostile, and nothing is allocated for it.
    private const long MaximumInflation = 1040;

    // Arrays hardly ever pack better than this, and so few bytes harm nobody.
    private const int UsualInflation = 32, FewBytes = 1 << 22;

    private readonly Stream stream;
    private readonly IDisposable? owner;
    private readonly IncrementalHash? hash;
    private readonly byte[] buffer = new byte[1 << 16];
    private readonly bool exact;
    private readonly long capacity;
    private int start;
    private int end;
    private long consumed;

    /// <summary>Wraps a stream of the bytes after decompression; it is disposed of with the reader.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">The file name for messages.</param>
    /// <param name="storedBytes">The file's size, before decompression; null where it is not known (a pipe).</param>
    /// <param name="compressed">Whether the stream decompresses.</param>
    /// <param name="computeHash">Whether <see cref="Sha256"/> will be asked for.</param>
    /// <param name="owner">Something else to dispose of, for example the archive of the stream.</param>
    public ByteReader(Stream stream, string name, long? storedBytes, bool compressed, bool computeHash = false, IDisposable? owner = null)
    {
        this.stream = stream;
        this.owner = owner;
        Name = name;
        exact = storedBytes is not null && !compressed;
        capacity = storedBytes is not long size ? long.MaxValue : compressed ? (size + 64) * MaximumInflation : size;
        Credit = storedBytes is not long known ? FewBytes : compressed ? Math.Max(FewBytes, known * UsualInflation) : known;
        hash = computeHash ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    /// <summary>The file name for messages.</summary>
    public string Name { get; }

    /// <summary>How many bytes are left; null where only reading them tells, in a pipe or in gzip.</summary>
    public long? BytesLeft => exact ? capacity - consumed : null;

    /// <summary>
    /// Bytes that may be allocated because a header says that they follow: of a plain file all that it has; of a pipe or
    /// a compressed file less than it may turn out to hold, since its header costs nothing to write.
    /// </summary>
    public long Credit { get; }

    /// <summary>The next bytes without consuming them; fewer than asked for at the end of the file.</summary>
    /// <param name="count">At most 64 KiB.</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (end - start < count)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            int got;
            while (end < count && (got = Fetch(buffer.AsSpan(end))) > 0)
                end += got;
        }
        return buffer.AsSpan(start, Math.Min(count, end - start));
    }

    /// <summary>Reads some bytes; 0 only at the end of the file.</summary>
    public int Read(Span<byte> destination)
    {
        if (destination.IsEmpty)
            return 0;
        int count = Math.Min(destination.Length, end - start);
        if (count > 0)
        {
            buffer.AsSpan(start, count).CopyTo(destination);
            start += count;
        }
        else if (destination.Length >= buffer.Length)
        {
            count = Fetch(destination);
        }
        else
        {
            start = 0;
            end = Fetch(buffer);
            count = Math.Min(destination.Length, end);
            buffer.AsSpan(0, count).CopyTo(destination);
            start = count;
        }
        consumed += count;
        return count;
    }

    /// <summary>Fills the destination.</summary>
    /// <exception cref="InputException">The file ends before.</exception>
    public void ReadExactly(Span<byte> destination, string what)
    {
        int filled = 0;
        while (filled < destination.Length)
        {
            int got = Read(destination[filled..]);
            if (got == 0)
                throw new InputException($"{Name} is truncated: it ends after {consumed} bytes, in the middle of its {what}; copy or create it again.");
            filled += got;
        }
    }

    /// <summary>Refuses a size the rest of the file cannot have, before memory is allocated for it.</summary>
    /// <exception cref="InputException">The file is too short; or too long where its size is known exactly.</exception>
    public void EnsureCanHold(long bytes, string what)
    {
        if (bytes > capacity - consumed)
        {
            throw new InputException(exact
                ? $"{Name} is truncated: its {what} need {bytes} bytes, but only {capacity - consumed} follow the header; copy or create it again."
                : $"{Name} is truncated: its {what} need {bytes} bytes, more than the compressed file can hold; copy or create it again.");
        }
        if (exact && bytes < capacity - consumed)
            throw TrailingBytes(capacity - consumed - bytes, what);
    }

    /// <summary>Makes sure that nothing follows.</summary>
    /// <exception cref="InputException">More bytes follow.</exception>
    public void EnsureEnd(string what)
    {
        if (Peek(1).Length > 0)
            throw TrailingBytes(null, what);
    }

    /// <summary>The SHA-256 of everything read, in lower-case hexadecimal; call it after the end was reached.</summary>
    public string Sha256() => Convert.ToHexStringLower(hash!.GetHashAndReset());

    public void Dispose()
    {
        stream.Dispose();
        hash?.Dispose();
        owner?.Dispose();
    }

    private InputException TrailingBytes(long? count, string what)
        => new($"{Name} has {(count is null ? "" : $"{count} ")}bytes left after its {what}; its header is wrong or two files were joined, so create it again.");

    private int Fetch(Span<byte> destination)
    {
        try
        {
            int count = stream.Read(destination);
            hash?.AppendData(destination[..count]);
            return count;
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{Name} is damaged or truncated: its compressed data cannot be unpacked; copy or create it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{Name} cannot be read: {e.Message}", e);
        }
    }
}
