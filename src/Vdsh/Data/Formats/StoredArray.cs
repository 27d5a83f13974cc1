// What an array file holds, before anybody decides whether it is features, labels or codes.
namespace Vdsh.Data.Formats;

/// <param name="Name">The file (and array) name for messages.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The dimensions, outermost first.</param>
/// <param name="FortranOrder">Whether the first dimension varies fastest in <paramref name="Values"/>.</param>
/// <param name="Values">The elements: byte[] for UInt8 and Boolean, otherwise the array of the type's name.</param>
internal sealed record StoredArray(string Name, ElementType Type, int[] Shape, bool FortranOrder, Array Values)
{
    /// <summary>Number of items n.</summary>
    public int Rows => Shape[0];

    /// <summary>Writes dimensions as numpy does: (3,) or (60000, 28, 28).</summary>
    public static string Describe<T>(ReadOnlySpan<T> shape) where T : struct
        => shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape.ToArray())})";

    /// <inheritdoc cref="Describe{T}(ReadOnlySpan{T})"/>
    public static string Describe(int[] shape) => Describe<int>(shape);

    /// <summary>The array as n x d features; the dimensions after the first are flattened in C order. Nothing is copied.</summary>
    public FeatureMatrix ToMatrix()
    {
        int columns = 1;
        foreach (int size in Shape.AsSpan(1))
            columns *= size;
        // By element type, not by "Values is byte[]": the runtime takes an sbyte[] for a byte[].
        return Type switch
        {
            ElementType.UInt8 or ElementType.Boolean => Wrap<byte>(columns),
            ElementType.Int8 => Wrap<sbyte>(columns),
            ElementType.UInt16 => Wrap<ushort>(columns),
            ElementType.UInt32 => Wrap<uint>(columns),
            ElementType.UInt64 => Wrap<ulong>(columns),
            ElementType.Int16 => Wrap<short>(columns),
            ElementType.Int32 => Wrap<int>(columns),
            ElementType.Int64 => Wrap<long>(columns),
            ElementType.Float16 => Wrap<Half>(columns),
            ElementType.Float32 => Wrap<float>(columns),
            _ => Wrap<double>(columns),
        };
    }

    private DenseFeatureMatrix<T> Wrap<T>(int columns) where T : unmanaged, System.Numerics.INumberBase<T>
        => new((T[])Values, Rows, columns, FortranOrder, FortranOrder && Shape.Length > 2 ? StoredColumns(columns) : null);

    // Column (j, k) of a flattened item is column j * K + k in C order, but lies as column j + J * k in a Fortran-ordered file.
    private int[] StoredColumns(int columns)
    {
        int[] stored = new int[columns];
        for (int column = 0; column < columns; column++)
        {
            int rest = column, span = columns;
            for (int axis = Shape.Length - 1; axis >= 1; axis--)
            {
                span /= Shape[axis];
                stored[column] += rest % Shape[axis] * span;
                rest /= Shape[axis];
            }
        }
        return stored;
    }
}
