// A file of a named data set is trusted by its checksum, not by its name.
namespace Vdsh.Data;

/// <param name="Name">The file name as its source publishes it, without .gz.</param>
/// <param name="Sha256">SHA-256 of the unpacked content, since gzip headers differ between copies of the same data.</param>
internal sealed record DatasetFile(string Name, string Sha256);
