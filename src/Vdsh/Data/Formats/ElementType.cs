// The element types that arrays on disk may have, under the names numpy gives them.
namespace Vdsh.Data.Formats;

internal enum ElementType
{
    UInt8,
    Int8,
    UInt16,
    UInt32,
    UInt64,
    Boolean,
    Int16,
    Int32,
    Int64,
    Float16,
    Float32,
    Float64,
}
