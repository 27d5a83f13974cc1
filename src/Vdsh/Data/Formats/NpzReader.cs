// An .npz is a zip archive of .npy files; the array is chosen by name, by convention, or because it is the only one.
using System.IO.Compression;

namespace Vdsh.Data.Formats;

internal static class NpzReader
{
    private const string Extension = ".npy";

    // An archive may have thousands of arrays with names of 64 KiB; a message shows a few.
    private const int MaximumNames = 20, MaximumName = 80;

    /// <summary>Opens one array of the archive; the archive is closed with the reader.</summary>
    /// <param name="file">The archive; owned by the reader after success.</param>
    /// <param name="path">Its name for messages.</param>
    /// <param name="array">The array asked for, or null.</param>
    /// <param name="preferredArrays">Names to try when none is asked for, best first.</param>
    /// <exception cref="InputException">
    /// The archive is damaged or encrypted, has no such array or a name twice, has several arrays and none is
    /// preferred, or packs the array in
    /// a way that is not supported.
    /// </exception>
    public static ByteReader OpenArray(Stream file, string path, string? array, string[] preferredArrays)
    {
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(file, ZipArchiveMode.Read);
            ZipArchiveEntry entry = Choose(archive, path, array, preferredArrays);
            string name = $"{path}:{MessageText.Escape(ArrayName(entry), MaximumName)}";
            if (entry.IsEncrypted)
                throw new InputException($"{name} is encrypted; save it without a password.");
            bool compressed = entry.CompressedLength != entry.Length;
            // The stored size bounds what is allocated; the directory's uncompressed size is only a claim.
            return new ByteReader(
                new CheckedEntry(Open(entry, name), entry.Crc32), name, entry.CompressedLength, compressed,
                owner: archive);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException)
        {
            archive?.Dispose();
            throw new InputException($"{path} is a damaged or truncated .npz archive ({e.Message.TrimEnd('.')}); copy or create it again.", e);
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    private static Stream Open(ZipArchiveEntry entry, string name)
    {
        try
        {
            return entry.Open();
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            // Nearly always a kind of compression (bzip2, LZMA) that other zip programs use and numpy does not.
            throw new InputException(
                $"{name} cannot be opened: {e.Message.TrimEnd('.')}. Compression other than deflate is not supported; "
                    + "save it with numpy.savez or numpy.savez_compressed.", e);
        }
    }

    private static ZipArchiveEntry Choose(ZipArchive archive, string path, string? array, string[] preferredArrays)
    {
        List<ZipArchiveEntry> entries =
            [.. archive.Entries.Where(entry => entry.FullName.EndsWith(Extension, StringComparison.Ordinal))];
        string available = Names(entries);
        if (entries.GroupBy(entry => entry.FullName, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
            throw new InputException(
                $"{path} has the array {Quote(twice.First())} twice, and programs differ in which they read; save it "
                    + "again with numpy.savez.");
        if (array is not null)
        {
            return entries.Find(entry => ArrayName(entry) == array)
                ?? throw new InputException($"{path} has no array {MessageText.Quote(array)}; it holds {available}.");
        }
        if (entries.Count == 1)
            return entries[0];
        foreach (string preferred in preferredArrays)
        {
            ZipArchiveEntry[] found =
                [.. entries.Where(entry => string.Equals(
                ArrayName(entry), preferred, StringComparison.OrdinalIgnoreCase))];
            if (found.Length > 1)
                throw new InputException(
                    $"{path} holds {Names(found)}, which differ only in case; choose one by writing {path}:NAME.");
            if (found.Length == 1)
                return found[0];
        }
        throw new InputException(entries.Count == 0
            ? $"{path} holds no arrays; save it with numpy.savez."
            : $"{path} holds {available}; choose one by writing {path}:NAME.");
    }

    private static string Names(IReadOnlyList<ZipArchiveEntry> entries)
    {
        if (entries.Count == 0)
            return "no arrays";
        string more = entries.Count > MaximumNames ? $" and {entries.Count - MaximumNames} more" : "";
        return string.Join(", ", entries.Take(MaximumNames).Select(Quote)) + more;
    }

    private static string Quote(ZipArchiveEntry entry) => MessageText.Quote(ArrayName(entry), MaximumName);

    private static string ArrayName(ZipArchiveEntry entry) => entry.FullName[..^Extension.Length];
}
