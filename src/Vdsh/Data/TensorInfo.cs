// What the header of a tensor file says about one tensor, after it was checked against the file.
namespace Vdsh.Data;

/// <summary>Name, element type, shape and place of one tensor in a safetensors file.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class TensorInfo
{
    private readonly long[] shape;

    internal TensorInfo(string name, TensorType type, long[] shape, long begin, long end)
    {
        Name = name;
        Type = type;
        this.shape = shape;
        Begin = begin;
        End = end;
    }

    /// <summary>Name of the tensor, unique in its file.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public TensorType Type { get; }

    /// <summary>Sizes of the dimensions, outermost first (row-major); empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => shape;

    /// <summary>Number of elements.</summary>
    public long Count => (End - Begin) / SizeOf(Type);

    /// <summary>First byte, counted from the start of the data part.</summary>
    internal long Begin { get; }

    /// <summary>One past the last byte, counted from the start of the data part.</summary>
    internal long End { get; }

    /// <summary>Type and shape as a reader of the file would write them, such as <c>F32 [784, 512]</c>.</summary>
    public override string ToString() => $"{Type} [{string.Join(", ", shape)}]";

    internal static int SizeOf(TensorType type) => type switch
    {
        TensorType.U8 => 1,
        TensorType.F32 => 4,
        _ => 8,
    };

    internal static TensorType TypeOf<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return TensorType.F32;
        if (typeof(T) == typeof(byte))
            return TensorType.U8;
        if (typeof(T) == typeof(long))
            return TensorType.I64;
        if (typeof(T) == typeof(double))
            return TensorType.F64;
        throw new ArgumentException($"A tensor file holds float, double, long or byte elements, not {typeof(T).Name}.");
    }
}
