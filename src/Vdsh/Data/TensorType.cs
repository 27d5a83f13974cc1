// The element types that our tensor files use, under the names of the safetensors format.
namespace Vdsh.Data;

/// <summary>Element type of a tensor in a safetensors file; little-endian.</summary>
public enum TensorType
{
    /// <summary>Unsigned bytes.</summary>
    U8,

    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    F32,

    /// <summary>Signed integers of 8 bytes.</summary>
    I64,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    F64,
}
