// What mends an array of a wrong type depends on what it was meant to be.
namespace Vdsh.Data.Formats;

internal enum ArrayUse
{
    Features,
    Labels,
    Codes,
    Ids,
}
