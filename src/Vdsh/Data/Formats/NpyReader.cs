// Reads numpy's own format, the usual way in for features from Python.
namespace Vdsh.Data.Formats;

internal static class NpyReader
{
    /// <summary>Reads a whole .npy file; the values land in their final array without another copy.</summary>
    /// <exception cref="InputException">The file is damaged, truncated, too long, or of a type that is not accepted.</exception>
    public static StoredArray Read(ByteReader reader)
    {
        NpyHeader header = NpyHeader.Read(reader);
        Array values = ElementReader.Read(reader, header.Type, header.Shape, header.BigEndian);
        return new StoredArray(reader.Name, header.Type, header.Shape, header.FortranOrder, values);
    }
}
