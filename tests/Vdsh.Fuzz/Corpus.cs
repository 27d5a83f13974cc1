// Inputs that once failed are kept: they are read first, and others are made from them.
namespace Vdsh.Fuzz;

/// <summary>The committed inputs, in Corpus/READER.</summary>
internal static class Corpus
{
    /// <summary>The inputs of a reader, in the order of their names.</summary>
    public static IReadOnlyList<byte[]> Of(FuzzReader reader)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Corpus", reader.Name);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
            : [];
    }
}
