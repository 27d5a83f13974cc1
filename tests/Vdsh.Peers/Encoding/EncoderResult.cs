namespace Vdsh.Peers.Encoding;

/// <summary>Speeds of both encoders at one number of threads.</summary>
/// <param name="Threads">Threads that each may use.</param>
/// <param name="OurRows">Rows a second of all items, median.</param>
/// <param name="TheirRows">The same of ONNX Runtime.</param>
/// <param name="TheirBatch">Rows that ONNX Runtime was given at a time, its fastest.</param>
/// <param name="OurLatency">Seconds of one row, median.</param>
/// <param name="TheirLatency">The same of ONNX Runtime.</param>
/// <param name="DifferentBits">Bits of all codes in which the two differ: outputs that are zero up to rounding.</param>
internal sealed record EncoderResult(int Threads, double OurRows, double TheirRows, int TheirBatch, double OurLatency, double TheirLatency, long DifferentBits)
{
    /// <summary>Rows a second of all items with products of bfloat16, median; null where the machine has none.</summary>
    public double? RoundedRows { get; init; }

    /// <summary>Bits of all codes in which products of bfloat16 and of float32 differ.</summary>
    public long? RoundedDifferentBits { get; init; }
}
