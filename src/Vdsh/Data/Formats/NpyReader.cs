// Reads numpy's own format, the usual way in for features from Python.
namespace Vdsh.Data.Formats;

internal static class NpyReader
{
    /// <summary>Reads a whole .npy file; the values land in their final array without another copy.</summary>
    /// <param name="reader">Positioned on the first byte.</param>
    /// <param name="use">What the array is for; it decides what a refusal advises.</param>
    /// <exception cref="InputException">The file is damaged, truncated, too long, or of a type that is not accepted.</exception>
    public static StoredArray Read(ByteReader reader, ArrayUse use)
    {
        NpyHeader header = NpyHeader.Read(reader, use);
        Array values = ElementReader.Read(reader, header.Type, header.Shape, header.BigEndian);
        return new StoredArray(reader.Name, header.Type, header.Shape, header.FortranOrder, values);
    }
}
