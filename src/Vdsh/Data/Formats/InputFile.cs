// Opening a file, finding the array in an archive, unpacking gzip and recognising the format are the same for features, labels and codes.
namespace Vdsh.Data.Formats;

internal static class InputFile
{
    private const string Accepted = ".npy, .npz, IDX and CSV are read, each also gzipped";

    // An archive is read from its end, so one in a pipe or in gzip is unpacked into memory first.
    private const int MaximumArchive = 1 << 28;

    /// <summary>Opens a file for reading, whatever its format.</summary>
    /// <param name="path">The file, archive.npz:array, or - for standard input; pipes are read too.</param>
    /// <param name="preferredArrays">Names to look for in an .npz with several arrays, best first.</param>
    /// <param name="computeHash">Whether the SHA-256 of the unpacked bytes will be asked for.</param>
    /// <param name="cancellation">Ends the wait for a pipe.</param>
    /// <param name="others">Whether first bytes belong to another format, which the caller reads.</param>
    /// <exception cref="InputException">The file does not exist, is a folder, is empty, cannot be opened or is of an unknown format.</exception>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public static (ByteReader Reader, FileFormat Format) Open(
        string path, string[] preferredArrays, bool computeHash = false, CancellationToken cancellation = default,
        Func<ReadOnlySpan<byte>, bool>? others = null)
    {
        (string filePath, string? array) = SplitArrayName(path);
        Stream source = InputSource.Open(filePath, cancellation);
        string name = filePath == InputSource.StandardInput ? "standard input" : filePath;
        try
        {
            byte[] magic = Start(source, name);
            if (source is not PipeInput && IsArchive(magic))
                return (NpzReader.OpenArray(source, name, array, preferredArrays), FileFormat.Npy);
            bool gzip = magic.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
            Stream stream = gzip ? GzipInput.Decompress(source) : source;
            var reader = new ByteReader(stream, name, source is PipeInput ? null : source.Length, gzip, computeHash);
            if (IsArchive(reader.Peek(4)))
                return (NpzReader.OpenArray(Unpack(reader), name, array, preferredArrays), FileFormat.Npy);
            if (array is not null)
                throw new InputException($"{name} is not an .npz archive, so it has no array {MessageText.Quote(array)}; give the file alone.");
            return (reader, Recognise(reader, others));
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static bool IsArchive(ReadOnlySpan<byte> magic) => magic.StartsWith("PK\x03\x04"u8) || magic.StartsWith("PK\x05\x06"u8);

    private static byte[] Start(Stream source, string name)
    {
        if (source is PipeInput pipe)
        {
            byte[] seen = pipe.Peek(4).ToArray();
            return seen.Length > 0 ? seen : throw new InputException($"{name} holds no bytes; a pipe can be read only once, and only while somebody writes to it.");
        }
        byte[] start = new byte[4];
        int count = source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        source.Position = 0;
        return start[..count];
    }

    private static MemoryStream Unpack(ByteReader reader)
    {
        using (reader)
        {
            var content = new MemoryStream();
            byte[] chunk = new byte[1 << 16];
            for (int got; (got = reader.Read(chunk)) > 0;)
            {
                if (content.Length + got > MaximumArchive)
                    throw new InputException($"{reader.Name} is an .npz archive of more than {MaximumArchive >> 20} MiB in a pipe or in gzip; give the archive as a file of its own.");
                content.Write(chunk, 0, got);
            }
            content.Position = 0;
            return content;
        }
    }

    /// <summary>Splits archive.npz:array; a file that has a colon in its own name stays whole.</summary>
    public static (string File, string? Array) SplitArrayName(string path)
    {
        int colon = path.LastIndexOf(':');
        // Position 1 is a Windows drive letter.
        if (colon <= 1 || colon == path.Length - 1 || File.Exists(path))
            return (path, null);
        string before = path[..colon];
        return File.Exists(before) || before.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? (before, path[(colon + 1)..]) : (path, null);
    }

    private static FileFormat Recognise(ByteReader reader, Func<ReadOnlySpan<byte>, bool>? others)
    {
        ReadOnlySpan<byte> bytes = reader.Peek(512);
        if (bytes.IsEmpty)
            throw new InputException($"{reader.Name} is empty after unpacking; create it again.");
        if (bytes.StartsWith(NpyHeader.Magic))
            return FileFormat.Npy;
        if (others is not null && others(bytes))
            return FileFormat.Other;
        string bareName = reader.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? reader.Name[..^3] : reader.Name;
        if (bareName.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"{reader.Name} does not start with the .npy magic (\\x93NUMPY) but with {Hex(bytes)}; it is damaged or of another format.");
        if (bareName.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"{reader.Name} does not start with the zip magic (PK\\x03\\x04) but with {Hex(bytes)}; it is damaged or of another format.");
        bool idxName = bareName.EndsWith("-ubyte", StringComparison.OrdinalIgnoreCase) || bareName.EndsWith(".idx", StringComparison.OrdinalIgnoreCase);
        if (idxName || bytes is [0, 0, ..])
            return FileFormat.Idx;
        if (CsvText.IsUtf16(bytes))
            return FileFormat.Csv;
        if (bytes is [_, 0, _, 0, ..] or [0, not 0, 0, not 0, ..])
            throw new InputException($"{reader.Name} looks like text in UTF-16 without a byte order mark (it starts with {Hex(bytes)}); save it as UTF-8.");
        foreach (byte value in bytes)
        {
            if (value is < (byte)' ' and not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                throw new InputException($"{reader.Name} is of an unknown format (it starts with {Hex(bytes)}); {Accepted}.");
        }
        return FileFormat.Csv;
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes[..Math.Min(6, bytes.Length)]);
}
