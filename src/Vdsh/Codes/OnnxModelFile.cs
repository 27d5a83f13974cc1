// Services run networks in ONNX Runtime and its kin: a model leaves for them whole, from raw features to packed codes.
using System.Globalization;
using System.Reflection;
using CommunityToolkit.HighPerformance;
using Google.Protobuf;
using Vdsh.Codes.Onnx;
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// Writes models as ONNX graphs, operator set <see cref="OperatorSet"/>. Input: <c>features</c> (float32, n x inputs, any n), raw, because the
/// standardisation is part of the graph. Outputs: <c>codes</c> (uint8, n x ceil(bits/8)), the bytes of <see cref="HashCodes.CopyBytes"/>: bit j mod 8 of byte
/// j/8 is set where output j is at least 0; and <c>outputs</c> (float32, n x bits), the real outputs of the code layer. Another program sums in another order,
/// so an output that is zero up to rounding may get the other sign there.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class OnnxModelFile
{
    /// <summary>Version of the ONNX operator set that a graph uses: old enough for runtimes of 2021.</summary>
    public const int OperatorSet = 13;

    // The file format version that came with the operator set.
    private const int IrVersion = 7;

    private static readonly float[] Zero = [0];

    /// <summary>Writes a model: complete, or not at all. The same model gives the same bytes.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="InputException">The file cannot be written, or would have more than the 2 GB that the format allows.</exception>
    public static long Save(HashModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireSize(model.Parameters * sizeof(float), path);
        ProtobufMessage message = Describe(model);
        RequireSize(message.Size, path);
        AtomicFile.Write(path, stream =>
        {
            using var output = new CodedOutputStream(stream, leaveOpen: true);
            message.WriteTo(output);
        });
        return message.Size;
    }

    private static ProtobufMessage Describe(HashModel model)
    {
        ProtobufMessage message = new ProtobufMessage()
            .Add(1, IrVersion)
            .Add(2, "vdsh")
            .Add(3, typeof(OnnxModelFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion)
            .Add(6, "features: raw; codes: packed signs, as numpy.packbits(outputs >= 0, axis=1, bitorder='little'); outputs: of the code layer")
            .Add(7, Graph(model).Message)
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, OperatorSet));
        // The own strings of the model never have these two keys.
        AddMetadata(message, "bits", model.Bits.ToString(CultureInfo.InvariantCulture));
        AddMetadata(message, "objective", model.Objective);
        foreach ((string key, string value) in model.Metadata)
            AddMetadata(message, key, value);
        return message;
    }

    private static void AddMetadata(ProtobufMessage message, string key, string value) => message.Add(14, new ProtobufMessage().Add(1, key).Add(2, value));

    private static OnnxGraph Graph(HashModel model)
    {
        var graph = new OnnxGraph("vdsh");
        int bytesPerCode = (model.Bits + 7) / 8;
        graph.Input("features", OnnxType.Float, model.InputColumns);
        graph.Output("codes", OnnxType.UInt8, bytesPerCode);
        graph.Output("outputs", OnnxType.Float, model.Bits);
        string values = model.TakesRawFeatures ? "features" : Standardised(graph, model);
        int inputs = model.InputColumns;
        for (int layer = 0; layer < model.Layers; layer++)
        {
            ReadOnlyMemory<float> weights = model.EncodingWeights(layer).AsMemory();
            int width = model.Widths[layer];
            string name = string.Create(CultureInfo.InvariantCulture, $"layers.{layer}");
            string weight = graph.Constant($"{name}.weight", weights[..(inputs * width)], inputs, width);
            string bias = graph.Constant($"{name}.bias", weights[(inputs * width)..], width);
            bool hidden = layer < model.HiddenLayers;
            values = graph.Node("Gemm", hidden ? $"{name}.sums" : "outputs", values, weight, bias);
            if (hidden)
                values = graph.Node("Relu", $"{name}.outputs", values);
            inputs = width;
        }
        string signs = graph.Cast(graph.Node("GreaterOrEqual", "signs", values, graph.Constant("zero", Zero)), "bits", OnnxType.Float);
        // A product packs the bits: its factors are 0, 1 and powers of two up to 128, so it is exact whatever the order of the sum.
        string bytes = graph.Node("MatMul", "bytes", signs, graph.Constant("packing", Packing(model.Bits, bytesPerCode), model.Bits, bytesPerCode));
        graph.Cast(bytes, "codes", OnnxType.UInt8);
        return graph;
    }

    private static string Standardised(OnnxGraph graph, HashModel model)
    {
        string centred = graph.Node("Sub", "centred", "features", graph.Constant("mean", model.Mean.ToArray(), model.InputColumns));
        return graph.Node("Mul", "standardised", centred, graph.Constant("scale", new[] { model.Scale }));
    }

    private static float[] Packing(int bits, int bytesPerCode)
    {
        float[] values = new float[bits * bytesPerCode];
        for (int bit = 0; bit < bits; bit++)
            values[bit * bytesPerCode + bit / 8] = 1 << bit % 8;
        return values;
    }

    private static void RequireSize(long bytes, string path)
    {
        if (bytes > int.MaxValue)
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} would have {bytes:#,0} bytes, but an ONNX file holds at most {int.MaxValue:#,0} (2 GB); train a narrower or shallower network to export it."));
        }
    }
}
