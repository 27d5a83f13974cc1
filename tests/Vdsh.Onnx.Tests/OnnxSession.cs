// What a service does with an exported model: opens it in ONNX Runtime and runs it on raw features.
using Microsoft.ML.OnnxRuntime;

namespace Vdsh.Onnx.Tests;

/// <summary>An exported model in ONNX Runtime on one thread.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession session;

    public OnnxSession(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        session = new InferenceSession(path, options);
    }

    public InferenceSession Session => session;

    /// <summary>Runs both outputs.</summary>
    /// <param name="features">rows x inputs raw features.</param>
    /// <param name="rows">Number of items n.</param>
    /// <returns>Packed codes with their shape, and real outputs with theirs.</returns>
    public (byte[] Codes, long[] CodesShape, float[] Outputs, long[] OutputsShape) Run(float[] features, int rows)
    {
        long columns = session.InputMetadata["features"].Dimensions[1];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(features, [rows, columns]);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, ["features"], [input], ["codes", "outputs"]);
        return (
            results[0].GetTensorDataAsSpan<byte>().ToArray(), results[0].GetTensorTypeAndShape().Shape,
            results[1].GetTensorDataAsSpan<float>().ToArray(), results[1].GetTensorTypeAndShape().Shape);
    }

    public void Dispose() => session.Dispose();
}
