namespace Vdsh.Data;

/// <summary>A picture of an item, encoded as a browser reads it.</summary>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Bytes">The encoded picture.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record ItemImage(string MediaType, ReadOnlyMemory<byte> Bytes, int Width, int Height);
