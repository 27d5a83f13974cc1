// An .npz is a zip archive of .npy files; the array is chosen by name, by convention, or because it is the only one.
using System.IO.Compression;

namespace Vdsh.Data.Formats;

internal static class NpzReader
{
    /// <summary>Opens one array of the archive; the archive is closed with the reader.</summary>
    /// <param name="file">The archive; owned by the reader after success.</param>
    /// <param name="path">Its name for messages.</param>
    /// <param name="array">The array asked for, or null.</param>
    /// <param name="preferredArrays">Names to try when none is asked for, best first.</param>
    /// <exception cref="InputException">The archive is damaged, has no such array, or has several and none is preferred.</exception>
    public static ByteReader OpenArray(Stream file, string path, string? array, string[] preferredArrays)
    {
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read);
            ZipArchiveEntry entry = Choose(archive, path, array, preferredArrays);
            bool compressed = entry.CompressedLength != entry.Length;
            // The stored size bounds what is allocated; the directory's uncompressed size is only a claim.
            return new ByteReader(entry.Open(), $"{path}:{ArrayName(entry)}", entry.CompressedLength, compressed, owner: archive);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new InputException($"{path} is a damaged or truncated .npz archive ({e.Message.TrimEnd('.')}); copy or create it again.", e);
        }
    }

    private static ZipArchiveEntry Choose(ZipArchive archive, string path, string? array, string[] preferredArrays)
    {
        List<ZipArchiveEntry> entries = [.. archive.Entries.Where(entry => entry.Name.EndsWith(".npy", StringComparison.Ordinal))];
        string available = entries.Count == 0 ? "no arrays" : string.Join(", ", entries.Select(entry => $"'{ArrayName(entry)}'"));
        if (array is not null)
        {
            return entries.Find(entry => ArrayName(entry) == array)
                ?? throw new InputException($"{path} has no array '{array}'; it holds {available}.");
        }
        if (entries.Count == 1)
            return entries[0];
        foreach (string preferred in preferredArrays)
        {
            if (entries.Find(entry => string.Equals(ArrayName(entry), preferred, StringComparison.OrdinalIgnoreCase)) is ZipArchiveEntry found)
                return found;
        }
        throw new InputException(entries.Count == 0
            ? $"{path} holds no arrays; save it with numpy.savez."
            : $"{path} holds {available}; choose one by writing {path}:NAME.");
    }

    private static string ArrayName(ZipArchiveEntry entry) => entry.FullName[..^4];
}
