// Models outlive the program that trained them: the file is plain safetensors, so Python reads it too, and nothing in it is trusted.
using System.Globalization;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// Model files: safetensors with the tensors <c>layers.N.weight</c> (F32, inputs x outputs: y = x W + b, the transpose
/// of what torch.nn.Linear keeps), <c>layers.N.bias</c> (F32, outputs), N = 0 for the first hidden layer and last for
/// the code layer; <c>mean</c> (F32, one per feature), <c>scale</c> (F32, 1): x = (features - mean) * scale; and, where
/// the objective has them, <c>codewords</c> (U8, classes x ceil(bits/8), as numpy.packbits with bitorder="little"),
/// and, where they are known, <c>trainingItems</c> (I64, one for each distinct training item: the hashes of
/// <see cref="ItemHashes"/>, ascending as unsigned numbers). The metadata strings <c>format</c> = vdsh,
/// <c>formatVersion</c> = 1, <c>bits</c> and <c>objective</c> are required; all others are the model's own.
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class HashModelFile
{
    private const string Format = "vdsh";
    private const string FormatVersion = "1";
    private const string TrainingItemsName = "trainingItems";

    /// <summary>Writes a model: complete, or not at all. The same model gives the same bytes.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(HashModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        var writer = new SafetensorsWriter();
        foreach ((string key, string value) in model.Metadata)
            writer.AddMetadata(key, value);
        writer.AddMetadata("format", Format);
        writer.AddMetadata("formatVersion", FormatVersion);
        writer.AddMetadata("bits", model.Bits.ToString(CultureInfo.InvariantCulture));
        writer.AddMetadata("objective", model.Objective);
        for (int layer = 0; layer < model.Layers; layer++)
        {
            ReadOnlyMemory<float> weights = model.WeightMemory(layer);
            int outputs = model.Widths[layer];
            int inputs = weights.Length / outputs - 1;
            writer.Add(WeightName(layer), weights[..(inputs * outputs)], inputs, outputs);
            writer.Add(BiasName(layer), weights[(inputs * outputs)..], outputs);
        }
        writer.Add("mean", model.Mean.ToArray());
        writer.Add("scale", [model.Scale]);
        if (model.Codewords is { } codewords)
        {
            byte[] bytes = new byte[codewords.Count * codewords.BytesPerCode];
            codewords.CopyBytes(bytes);
            writer.Add("codewords", bytes, codewords.Count, codewords.BytesPerCode);
        }
        if (model.TrainingItems is { } items)
            writer.Add(TrainingItemsName, MemoryMarshal.Cast<ulong, long>(items.Values).ToArray());
        writer.Save(path);
    }

    /// <summary>Reads a model, straight into its final arrays, after the shapes of all tensors were checked.</summary>
    /// <exception cref="InputException">There is no such file, or it is not a sound model; the message names the file and the tensor.</exception>
    /// <exception cref="OperationCanceledException">The wait for a pipe that nobody writes to was given up.</exception>
    public static HashModel Load(string path, CancellationToken cancellation = default)
    {
        using var reader = SafetensorsReader.Open(path, cancellation);
        int bits = ReadBits(reader);
        string objective = Required(reader, "objective");
        if (objective.Length == 0)
            throw new InputException($"{path}: the metadata names no objective; the file is damaged: train or export the model again.");
        int[] widths = ReadWidths(reader, bits);
        float[] mean = reader.Read<float>("mean");
        float[] scale = new float[1];
        reader.Read("scale", scale.AsSpan(), 1);
        if (!float.IsFinite(scale[0]) || scale[0] <= 0)
            throw Unsound(reader, "scale", $"is {scale[0].ToString(CultureInfo.InvariantCulture)}, but must be positive and finite");
        if (FeatureCheck.IndexOfNonFinite(mean) is >= 0 and int column)
            throw Unsound(reader, "mean", $"is {mean[column].ToString(CultureInfo.InvariantCulture)} at feature {column}, but must be finite");
        var layers = new float[widths.Length - 1][,];
        for (int layer = 0; layer < layers.Length; layer++)
            layers[layer] = ReadLayer(reader, layer, widths[layer], widths[layer + 1]);
        HashCodes? codewords = ReadCodewords(reader, bits);
        ItemHashes? trainingItems = ReadTrainingItems(reader);
        try
        {
            return new HashModel(
                layers, new Standardization(mean, scale[0]), objective, codewords,
                reader.Metadata.Where(pair => !IsReserved(pair.Key)), trainingItems);
        }
        catch (ArgumentException exception)
        {
            throw new InputException($"{path} is not a sound model: {exception.Message} Train or export it again.", exception);
        }
    }

    /// <summary>Whether a metadata key belongs to the format.</summary>
    internal static bool IsReserved(string key) => key is "format" or "formatVersion" or "bits" or "objective";

    private static string WeightName(int layer) => string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.weight");

    private static string BiasName(int layer) => string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.bias");

    private static int ReadBits(SafetensorsReader reader)
    {
        if (!reader.Metadata.TryGetValue("format", out string? format) || format != Format)
            throw new InputException($"{reader.Path} is a tensor file, but not a vdsh model (its metadata lacks format = {Format}); name a file that training wrote.");
        string version = Required(reader, "formatVersion");
        if (version != FormatVersion)
            throw new InputException(
                $"{reader.Path} has model format version {MessageText.Quote(version)}, this program reads "
                    + $"{FormatVersion}; use the version that wrote it.");
        string text = Required(reader, "bits");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || bits is < 1 or > HashCodes.MaximumBits)
            throw new InputException(
                $"{reader.Path}: the metadata has bits = {MessageText.Quote(text)}, expected 1 to "
                    + $"{HashCodes.MaximumBits}; the file is damaged.");
        return bits;
    }

    private static string Required(SafetensorsReader reader, string key) => reader.Metadata.TryGetValue(key, out string? value)
        ? value
        : throw new InputException($"{reader.Path}: the metadata lacks '{key}'; the file is damaged: train or export the model again.");

    /// <summary>Inputs of the first layer and outputs of every layer, after all tensors were found to fit together.</summary>
    private static int[] ReadWidths(SafetensorsReader reader, int bits)
    {
        if (reader.Describe("mean").Shape is not [> 0 and <= int.MaxValue - 1 and long columns])
            throw Misfit(reader, "mean", "one number per feature");
        List<int> widths = [(int)columns];
        while (reader.Tensors.ContainsKey(WeightName(widths.Count - 1)))
        {
            string name = WeightName(widths.Count - 1);
            int inputs = widths[^1];
            if (reader.Describe(name).Shape is not [long rows, > 0 and long outputs] || rows != inputs)
                throw Misfit(reader, name, $"F32 [{inputs}, outputs]");
            if (outputs > Array.MaxLength / (inputs + 1L))
                throw Misfit(reader, name, $"fewer than {Array.MaxLength} weights");
            if (reader.Describe(BiasName(widths.Count - 1)).Shape is not [long biases] || biases != outputs)
                throw Misfit(reader, BiasName(widths.Count - 1), $"F32 [{outputs}]");
            widths.Add((int)outputs);
        }
        if (widths.Count == 1)
            throw new InputException($"{reader.Path} has no tensor '{WeightName(0)}'; it is not a complete model: train or export it again.");
        if (widths[^1] != bits)
            throw Misfit(reader, WeightName(widths.Count - 2), $"{bits} outputs, the bits in the metadata (or a layer is missing)");
        HashSet<string> known = ["mean", "scale", "codewords", TrainingItemsName];
        for (int layer = 0; layer < widths.Count - 1; layer++)
        {
            known.Add(WeightName(layer));
            known.Add(BiasName(layer));
        }
        if (reader.Tensors.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new InputException(
                $"{reader.Path} has the unexpected tensor {MessageText.Quote(unknown)}; a layer is missing or the file "
                    + "is of another kind: train or export the model again.");
        return [.. widths];
    }

    private static float[,] ReadLayer(SafetensorsReader reader, int layer, int inputs, int outputs)
    {
        float[,] weights = new float[inputs + 1, outputs];
        Span<float> all = weights.AsSpan();
        reader.Read(WeightName(layer), all[..(inputs * outputs)], inputs, outputs);
        reader.Read(BiasName(layer), all[(inputs * outputs)..], outputs);
        return weights;
    }

    private static HashCodes? ReadCodewords(SafetensorsReader reader, int bits)
    {
        if (!reader.Tensors.TryGetValue("codewords", out TensorInfo? tensor))
            return null;
        int bytesPerCode = (bits + 7) / 8;
        if (tensor.Shape is not [<= int.MaxValue and long classes, long bytes] || bytes != bytesPerCode)
            throw Misfit(reader, "codewords", $"U8 [classes, {bytesPerCode}]");
        try
        {
            return HashCodes.FromBytes(reader.Read<byte>("codewords"), (int)classes, bits);
        }
        catch (InputException exception) when (!exception.Message.StartsWith(reader.Path, StringComparison.Ordinal))
        {
            throw new InputException($"{reader.Path}: tensor 'codewords': {exception.Message}", exception);
        }
    }

    private static ItemHashes? ReadTrainingItems(SafetensorsReader reader)
    {
        if (!reader.Tensors.TryGetValue(TrainingItemsName, out TensorInfo? tensor))
            return null;
        if (tensor.Shape.Length != 1)
            throw Misfit(reader, TrainingItemsName, "I64, one number for each item");
        ulong[] hashes = MemoryMarshal.Cast<long, ulong>(reader.Read<long>(TrainingItemsName)).ToArray();
        return ItemHashes.OfSorted(hashes) ?? throw Unsound(reader, TrainingItemsName, "is not ascending");
    }

    private static InputException Unsound(SafetensorsReader reader, string name, string fault)
        => new($"{reader.Path}: tensor '{name}' {fault}; the model is damaged: train or export it again.");

    private static InputException Misfit(SafetensorsReader reader, string name, string expected)
        => Unsound(reader, name, $"is {reader.Describe(name)}, expected {expected}");
}
