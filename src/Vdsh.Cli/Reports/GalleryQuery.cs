using Vdsh.Data;

namespace Vdsh.Cli.Reports;

/// <summary>One query of a gallery.</summary>
/// <param name="Image">Its picture.</param>
/// <param name="Label">Its class or classes, in words.</param>
/// <param name="AveragePrecision">Tie-aware average precision of this query alone.</param>
/// <param name="Nearest">What was found, the nearest first.</param>
internal sealed record GalleryQuery(ItemImage Image, string Label, double AveragePrecision, IReadOnlyList<GalleryItem> Nearest);
