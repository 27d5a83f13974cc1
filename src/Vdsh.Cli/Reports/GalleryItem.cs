using Vdsh.Data;

namespace Vdsh.Cli.Reports;

/// <summary>One item found for a query.</summary>
/// <param name="Image">Its picture.</param>
/// <param name="Label">Its class or classes, in words.</param>
/// <param name="Distance">Hamming distance to the query.</param>
/// <param name="IsRelevant">Whether it shares a label with the query.</param>
internal sealed record GalleryItem(ItemImage Image, string Label, int Distance, bool IsRelevant);
