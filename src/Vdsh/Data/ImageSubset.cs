namespace Vdsh.Data;

/// <summary>Some of the pictures, in another order.</summary>
internal sealed class ImageSubset(ItemImages source, int[] rows) : ItemImages
{
    public override int Count => rows.Length;

    public override ItemImage this[int row] => source[rows[row]];
}
