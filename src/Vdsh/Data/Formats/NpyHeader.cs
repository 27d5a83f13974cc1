// The header of an .npy file is a Python dictionary literal; this reads exactly what numpy writes and says what is wrong otherwise.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vdsh.Data.Formats;

/// <summary>The header of an .npy file, versions 1.0, 2.0 and 3.0 (numpy.lib.format).</summary>
internal readonly ref struct NpyHeader
{
    private const int MaximumBytes = 1 << 20;
    private const int Shown = 40;
    private const string AcceptedTypes = "f2, f4, f8, u1, u2, u4, u8, i1, i2, i4, i8 and b1 are read";

    private NpyHeader(ElementType type, bool bigEndian, bool fortranOrder, int[] shape)
    {
        Type = type;
        BigEndian = bigEndian;
        FortranOrder = fortranOrder;
        Shape = shape;
    }

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public ElementType Type { get; }

    public bool BigEndian { get; }

    public bool FortranOrder { get; }

    public int[] Shape { get; }

    /// <summary>Reads the header and leaves the reader on the first element.</summary>
    /// <exception cref="InputException">The header is damaged, or its type, version or size is not accepted.</exception>
    public static NpyHeader Read(ByteReader reader, ArrayUse use)
    {
        Span<byte> start = stackalloc byte[8];
        reader.ReadExactly(start, "header");
        if (!start.StartsWith(Magic))
            throw new InputException($"{reader.Name} does not start with the .npy magic (\\x93NUMPY); it is damaged or of another format.");
        if (start[6] is < 1 or > 3)
            throw new InputException($"{reader.Name} is of .npy version {start[6]}.{start[7]}; versions 1.0, 2.0 and 3.0 are read, so save it again with numpy.save.");
        Span<byte> length = stackalloc byte[4];
        length.Clear();
        reader.ReadExactly(length[..(start[6] == 1 ? 2 : 4)], "header");
        uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (bytes > MaximumBytes)
            throw new InputException($"{reader.Name} claims an .npy header of {bytes} bytes; it is damaged, so create it again.");
        byte[] text = new byte[bytes];
        reader.ReadExactly(text, "header");
        return Parse(Encoding.UTF8.GetString(text), reader.Name, use);
    }

    private static NpyHeader Parse(string text, string name, ArrayUse use)
    {
        string descr = Value(text, "descr", name);
        if (descr[0] is not ('\'' or '"') || descr.IndexOf(descr[0], 1) is not (> 1 and int close))
            throw new InputException(
                $"{name} is a structured array ({Shorten(descr)}), but a plain one is needed; "
                    + $"{TypeAdvice.ForStructure(use)}.");
        (ElementType type, bool bigEndian) = ParseType(descr[1..close], name, use);
        string order = Value(text, "fortran_order", name);
        bool fortran = order.StartsWith("True", StringComparison.Ordinal);
        if (!fortran && !order.StartsWith("False", StringComparison.Ordinal))
            throw Damaged(name, "fortran_order is neither True nor False");
        return new NpyHeader(type, bigEndian, fortran, ParseShape(Value(text, "shape", name), name));
    }

    private static string Value(string text, string key, string name)
    {
        foreach (string quote in (string[])["'", "\""])
        {
            int at = text.IndexOf(quote + key + quote, StringComparison.Ordinal);
            if (at < 0)
                continue;
            string rest = text[(at + key.Length + 2)..].TrimStart();
            if (text.IndexOf(quote + key + quote, at + 1, StringComparison.Ordinal) > 0)
                throw Damaged(name, $"'{key}' occurs twice");
            if (rest.StartsWith(':') && rest[1..].TrimStart() is { Length: > 0 } value)
                return value;
        }
        throw Damaged(name, $"'{key}' is missing");
    }

    private static (ElementType Type, bool BigEndian) ParseType(string descr, string name, ArrayUse use)
    {
        bool bigEndian = descr[0] == '>';
        string code = descr[0] is '<' or '>' or '|' or '=' ? descr[1..] : descr;
        ElementType type = code switch
        {
            "u1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "b1" or "?" => ElementType.Boolean,
            "u2" => ElementType.UInt16,
            "u4" => ElementType.UInt32,
            "u8" => ElementType.UInt64,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            "" => throw Damaged(name, $"the type is {MessageText.Quote(descr)}"),
            _ => throw new InputException(
                $"{name} holds elements of type {MessageText.Quote(descr, Shown)}; {AcceptedTypes}. To mend it, "
                    + $"{TypeAdvice.For(code, use)}."),
        };
        return (type, bigEndian);
    }

    private static int[] ParseShape(string text, string name)
    {
        int close = text.IndexOf(')', StringComparison.Ordinal);
        if (text[0] != '(' || close < 0)
            throw Damaged(name, "the shape is no tuple");
        string[] parts = text[1..close].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        long[] shape = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            // Python 2 wrote long integers as 3L.
            if (!long.TryParse(parts[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
                throw Damaged(name, $"dimension {i} of the shape is {MessageText.Quote(parts[i], Shown)}");
        }
        return ElementReader.CheckShape(shape, name);
    }

    private static string Shorten(string text) => MessageText.Escape(text.TrimEnd(), Shown);

    private static InputException Damaged(string name, string what) => new($"{name} has a damaged .npy header: {what}; create it again.");
}
