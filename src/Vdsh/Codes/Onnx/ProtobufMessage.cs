// A network has hundreds of megabytes of weights: a message refers to them and knows its size beforehand, so that nothing is copied before it is written.
using System.Text;
using Google.Protobuf;

namespace Vdsh.Codes.Onnx;

/// <summary>
/// A message of Protocol Buffers under construction. The format puts the length of a message in front of it, so a message that is added to another
/// must be complete by then.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly List<Action<CodedOutputStream>> fields = [];

    /// <summary>Length of the message in bytes, without a length in front.</summary>
    public long Size { get; private set; }

    /// <summary>Adds a number.</summary>
    public ProtobufMessage Add(int field, long value)
        => Add(field, WireFormat.WireType.Varint, CodedOutputStream.ComputeInt64Size(value), output => output.WriteInt64(value));

    /// <summary>Adds a string.</summary>
    public ProtobufMessage Add(int field, string value)
        => AddWithLength(field, Encoding.UTF8.GetByteCount(value), output => output.WriteString(value), writesLength: true);

    /// <summary>Adds bytes, which are kept, not copied.</summary>
    public ProtobufMessage Add(int field, ReadOnlyMemory<byte> value)
        => AddWithLength(field, value.Length, output => output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value)), writesLength: true);

    /// <summary>Adds a complete message.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage value) => AddWithLength(field, value.Size, value.WriteTo, writesLength: false);

    /// <summary>Writes the fields in the order in which they were added.</summary>
    public void WriteTo(CodedOutputStream output)
    {
        foreach (Action<CodedOutputStream> field in fields)
            field(output);
    }

    private ProtobufMessage AddWithLength(int field, long length, Action<CodedOutputStream> write, bool writesLength)
    {
        long size = CodedOutputStream.ComputeUInt64Size((ulong)length) + length;
        return Add(field, WireFormat.WireType.LengthDelimited, size, output =>
        {
            if (!writesLength)
                output.WriteUInt64((ulong)length);
            write(output);
        });
    }

    private ProtobufMessage Add(int field, WireFormat.WireType type, long size, Action<CodedOutputStream> write)
    {
        Size += CodedOutputStream.ComputeTagSize(field) + size;
        fields.Add(output =>
        {
            output.WriteTag(field, type);
            write(output);
        });
        return this;
    }
}
