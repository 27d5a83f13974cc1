namespace Vdsh.Data;

/// <summary>Pictures followed by others, under one numbering.</summary>
internal sealed class ImageConcatenation(ItemImages first, ItemImages second) : ItemImages
{
    public override int Count => checked(first.Count + second.Count);

    public override ItemImage this[int row] => row < first.Count ? first[row] : second[row - first.Count];
}
