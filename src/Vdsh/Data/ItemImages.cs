// Feature vectors of pictures mean more to people as pictures: a report can show what was found. They follow their items through every split.
namespace Vdsh.Data;

/// <summary>The pictures of n items, read when asked for. Safe for concurrent readers.</summary>
/// <remarks>Thread safety: safe for concurrent readers; classes of your own must be, too.</remarks>
public abstract class ItemImages
{
    /// <summary>Number of items n.</summary>
    public abstract int Count { get; }

    /// <summary>The picture of an item.</summary>
    /// <param name="row">Row index, 0..<see cref="Count"/>-1.</param>
    /// <exception cref="InputException">The file of the pictures cannot be read or is damaged.</exception>
    public abstract ItemImage this[int row] { get; }

    /// <summary>A view of the given rows, in the given order.</summary>
    /// <param name="rows">Row indices; kept, not copied.</param>
    public ItemImages Select(int[] rows) => new ImageSubset(this, rows);

    /// <summary>A view of these pictures followed by others.</summary>
    public ItemImages Concatenate(ItemImages other) => new ImageConcatenation(this, other);
}
