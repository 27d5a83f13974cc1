// Files of codes come in many forms; what was made of one should be said.
using Vdsh.Codes;

namespace Vdsh.Search;

/// <summary>What a file of codes holds.</summary>
/// <param name="Codes">n codes, in the file's order.</param>
/// <param name="Ids">Their ids; null: the row numbers.</param>
public sealed record CodeFile(HashCodes Codes, long[]? Ids)
{
    /// <summary>One sentence for the reader, where the file is of a form that could surprise; otherwise null.</summary>
    public string? Taken { get; init; }
}
