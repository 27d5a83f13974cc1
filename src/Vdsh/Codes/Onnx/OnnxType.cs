// The numbers that onnx.proto gives to types of elements.
namespace Vdsh.Codes.Onnx;

/// <summary>Types of tensor elements, as TensorProto.DataType numbers them; only those of our graphs.</summary>
internal enum OnnxType
{
    Float = 1,
    UInt8 = 2,
}
