// ONNX Runtime at its best: all optimisations, no copies of inputs or outputs, and only the codes are asked for.
using Microsoft.ML.OnnxRuntime;

namespace Vdsh.Peers.Encoding;

/// <summary>An exported model in ONNX Runtime.</summary>
internal sealed class OnnxEncoder : IDisposable
{
    private readonly InferenceSession session;

    public OnnxEncoder(string path, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        session = new InferenceSession(path, options);
    }

    /// <inheritdoc cref="OnnxBatches(InferenceSession, Memory{float}, Memory{byte}, int)"/>
    public OnnxBatches Prepare(Memory<float> features, Memory<byte> codes, int rows) => new(session, features, codes, rows);

    public void Dispose() => session.Dispose();
}
