// Opening a file, finding the array in an archive, unpacking gzip and recognising the format are the same for features, labels and codes.
namespace Vdsh.Data.Formats;

internal static class InputFile
{
    private const string Accepted = ".npy, .npz, IDX and CSV are read, each also gzipped";

    /// <summary>Opens a file for reading, whatever its format.</summary>
    /// <param name="path">The file, or archive.npz:array.</param>
    /// <param name="preferredArrays">Names to look for in an .npz with several arrays, best first.</param>
    /// <param name="computeHash">Whether the SHA-256 of the unpacked bytes will be asked for.</param>
    /// <exception cref="InputException">The file does not exist, is a folder, is empty, cannot be opened or is of an unknown format.</exception>
    public static (ByteReader Reader, FileFormat Format) Open(string path, string[] preferredArrays, bool computeHash = false)
    {
        (string filePath, string? array) = SplitArrayName(path);
        FileStream file = OpenExisting(filePath);
        try
        {
            Span<byte> magic = stackalloc byte[4];
            int count = file.CanSeek ? file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) : 0;
            if (file.CanSeek)
                file.Position = 0;
            bool zip = magic.StartsWith("PK\x03\x04"u8) || magic.StartsWith("PK\x05\x06"u8);
            if (array is not null && !zip)
                throw new InputException($"{filePath} is not an .npz archive, so it has no array '{array}'; give the file alone.");
            if (zip)
                return (NpzReader.OpenArray(file, filePath, array, preferredArrays), FileFormat.Npy);
            bool gzip = count >= 2 && magic[0] == 0x1F && magic[1] == 0x8B;
            Stream stream = gzip ? GzipInput.Decompress(file) : file;
            var reader = new ByteReader(stream, filePath, file.CanSeek ? file.Length : null, gzip, computeHash);
            return (reader, Recognise(reader));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static (string File, string? Array) SplitArrayName(string path)
    {
        int colon = path.LastIndexOf(':');
        // Position 1 is a Windows drive letter.
        if (colon <= 1 || colon == path.Length - 1 || File.Exists(path))
            return (path, null);
        string before = path[..colon];
        return File.Exists(before) || before.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? (before, path[(colon + 1)..]) : (path, null);
    }

    private static FileStream OpenExisting(string path)
    {
        if (path.Length == 0)
            throw new InputException("The file name is empty; give the path of a file.");
        if (Directory.Exists(path))
            throw new InputException($"{path} is a folder; give the path of a file ({Accepted}).");
        if (!File.Exists(path))
            throw new InputException($"{path} does not exist; check the path (looked for at {Path.GetFullPath(path)}).");
        try
        {
            // The reader has its own buffer.
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            if (!file.CanSeek || file.Length > 0)
                return file;
            file.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be opened: {e.Message}", e);
        }
        throw new InputException($"{path} is empty (0 bytes); create it again.");
    }

    private static FileFormat Recognise(ByteReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Peek(512);
        if (bytes.IsEmpty)
            throw new InputException($"{reader.Name} is empty after unpacking; create it again.");
        if (bytes.StartsWith(NpyHeader.Magic))
            return FileFormat.Npy;
        string bareName = reader.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? reader.Name[..^3] : reader.Name;
        if (bareName.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"{reader.Name} does not start with the .npy magic (\\x93NUMPY) but with {Hex(bytes)}; it is damaged or of another format.");
        if (bareName.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"{reader.Name} does not start with the zip magic (PK\\x03\\x04) but with {Hex(bytes)}; it is damaged or of another format.");
        bool idxName = bareName.EndsWith("-ubyte", StringComparison.OrdinalIgnoreCase) || bareName.EndsWith(".idx", StringComparison.OrdinalIgnoreCase);
        if (idxName || bytes is [0, 0, ..])
            return FileFormat.Idx;
        foreach (byte value in bytes)
        {
            if (value is < (byte)' ' and not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                throw new InputException($"{reader.Name} is of an unknown format (it starts with {Hex(bytes)}); {Accepted}.");
        }
        return FileFormat.Csv;
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes[..Math.Min(6, bytes.Length)]);
}
