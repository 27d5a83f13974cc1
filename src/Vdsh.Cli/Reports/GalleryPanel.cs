namespace Vdsh.Cli.Reports;

/// <summary>Queries with what was found for them, as pictures.</summary>
/// <param name="Heading">Whose codes, such as "codeword, 48 bits".</param>
/// <param name="Queries">The queries.</param>
internal sealed record GalleryPanel(string Heading, IReadOnlyList<GalleryQuery> Queries);
