// The part of onnx.proto that a plain network needs, with its field numbers in one place.
using CommunityToolkit.HighPerformance;

namespace Vdsh.Codes.Onnx;

/// <summary>A GraphProto under construction: operators run in the order in which they are added, and values are known by their names.</summary>
internal sealed class OnnxGraph
{
    private const int IntegerAttribute = 2;

    /// <summary>The message so far.</summary>
    public ProtobufMessage Message { get; }

    /// <summary>Starts a graph.</summary>
    public OnnxGraph(string name) => Message = new ProtobufMessage().Add(2, name);

    /// <summary>Adds a float32 constant, which is kept, not copied.</summary>
    /// <param name="name">What operators call it.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">Sizes, outermost first; none for a scalar.</param>
    /// <returns>The name.</returns>
    public string Constant(string name, ReadOnlyMemory<float> values, params ReadOnlySpan<int> shape)
    {
        // Raw data is little-endian by definition.
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("ONNX files are written on little-endian machines only.");
        var tensor = new ProtobufMessage();
        foreach (int size in shape)
            tensor.Add(1, size);
        Message.Add(5, tensor.Add(2, (long)OnnxType.Float).Add(8, name).Add(9, values.AsBytes()));
        return name;
    }

    /// <summary>Adds an operator with one output.</summary>
    /// <param name="operation">Its name in ONNX.</param>
    /// <param name="output">What its output is called; the operator gets the same name.</param>
    /// <param name="inputs">Names of its inputs.</param>
    /// <returns>The name of the output.</returns>
    public string Node(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        Message.Add(1, NodeMessage(operation, output, inputs));
        return output;
    }

    /// <summary>Adds a conversion to another type of elements.</summary>
    /// <inheritdoc cref="Node"/>
    public string Cast(string input, string output, OnnxType type)
    {
        ProtobufMessage attribute = new ProtobufMessage().Add(1, "to").Add(3, (long)type).Add(20, IntegerAttribute);
        Message.Add(1, NodeMessage("Cast", output, input).Add(5, attribute));
        return output;
    }

    /// <summary>Declares an input of any number of rows.</summary>
    public void Input(string name, OnnxType type, int columns) => Message.Add(11, Rows(name, type, columns));

    /// <summary>Declares an output of as many rows as the input.</summary>
    public void Output(string name, OnnxType type, int columns) => Message.Add(12, Rows(name, type, columns));

    private static ProtobufMessage NodeMessage(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new ProtobufMessage();
        foreach (string input in inputs)
            node.Add(1, input);
        return node.Add(2, output).Add(3, output).Add(4, operation);
    }

    private static ProtobufMessage Rows(string name, OnnxType type, int columns)
    {
        ProtobufMessage shape = new ProtobufMessage().Add(1, new ProtobufMessage().Add(2, "n")).Add(1, new ProtobufMessage().Add(1, columns));
        ProtobufMessage tensor = new ProtobufMessage().Add(1, (long)type).Add(2, shape);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor));
    }
}
