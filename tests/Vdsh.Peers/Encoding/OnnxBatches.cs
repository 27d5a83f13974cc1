// ONNX Runtime reads and writes our arrays in place, so they stay pinned while it may.
using Microsoft.ML.OnnxRuntime;

namespace Vdsh.Peers.Encoding;

/// <summary>Items cut into batches for ONNX Runtime, with a place for their codes.</summary>
internal sealed class OnnxBatches : IDisposable
{
    private static readonly string[] InputNames = ["features"], OutputNames = ["codes"];

    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly List<(OrtValue[] Input, OrtValue[] Output)> batches = [];

    /// <summary>Prepares all batches.</summary>
    /// <param name="session">An exported model.</param>
    /// <param name="features">n x inputs raw features.</param>
    /// <param name="codes">n x bytes; receives the codes.</param>
    /// <param name="rows">Rows of a batch.</param>
    public OnnxBatches(InferenceSession session, Memory<float> features, Memory<byte> codes, int rows)
    {
        this.session = session;
        int columns = session.InputMetadata[InputNames[0]].Dimensions[1], bytes = session.OutputMetadata[OutputNames[0]].Dimensions[1];
        for (int start = 0; start < features.Length / columns; start += rows)
        {
            int count = Math.Min(rows, features.Length / columns - start);
            OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, features.Slice(start * columns, count * columns), [count, columns]);
            OrtValue output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, codes.Slice(start * bytes, count * bytes), [count, bytes]);
            batches.Add(([input], [output]));
        }
    }

    /// <summary>Encodes one batch.</summary>
    public void Encode(int batch) => session.Run(options, InputNames, batches[batch].Input, OutputNames, batches[batch].Output);

    /// <summary>Encodes all items.</summary>
    public void EncodeAll()
    {
        for (int batch = 0; batch < batches.Count; batch++)
            Encode(batch);
    }

    public void Dispose()
    {
        foreach ((OrtValue[] input, OrtValue[] output) in batches)
        {
            input[0].Dispose();
            output[0].Dispose();
        }
        options.Dispose();
    }
}
