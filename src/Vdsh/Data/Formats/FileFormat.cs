// The format is recognised from the first bytes: names lie more often than contents.
namespace Vdsh.Data.Formats;

internal enum FileFormat
{
    Npy,
    Idx,
    Csv,

    /// <summary>One that the caller knows.</summary>
    Other,
}
