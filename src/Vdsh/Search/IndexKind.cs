// How an index finds neighbours; the results are the same.
namespace Vdsh.Search;

/// <summary>Kinds of index.</summary>
public enum IndexKind
{
    /// <summary>Chosen by <see cref="CodeIndex.Choose"/>.</summary>
    Auto,

    /// <summary><see cref="HammingIndex"/>: compares every code.</summary>
    Flat,

    /// <summary><see cref="MultiIndexHash"/>: looks up parts of the code in tables.</summary>
    Mih,
}
