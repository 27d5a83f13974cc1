// A span of 2^31 - 1 elements may have more bytes than an int counts, so what travels is cut in elements.
namespace Vdsh.Cuda.Compute;

/// <summary>The pieces of a long array, in rising order, each of which fits a staging buffer.</summary>
/// <param name="elements">Elements in all.</param>
/// <param name="elementBytes">Bytes of an element.</param>
/// <param name="mostBytes">Bytes of the longest piece; a piece holds one element at least.</param>
internal struct TransferPieces(int elements, int elementBytes, int mostBytes)
{
    private readonly int atOnce = Math.Max(1, mostBytes / elementBytes);

    /// <summary>First element of the piece.</summary>
    public int First { get; private set; }

    /// <summary>Elements of the piece; 0 before the first.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the piece.</summary>
    public readonly int Bytes => Count * elementBytes;

    /// <summary>Bytes before the piece.</summary>
    public readonly nuint Offset => (nuint)First * (nuint)elementBytes;

    /// <summary>Goes on to the next piece.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        First += Count;
        Count = Math.Min(atOnce, elements - First);
        return Count > 0;
    }
}
