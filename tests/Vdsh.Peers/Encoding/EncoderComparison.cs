// Two encoders in turns, so that whatever else the machine does falls on both.
using System.Diagnostics;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Peers.Encoding;

/// <summary>Encodes the same items with both encoders and takes medians.</summary>
internal sealed class EncoderComparison(HashModel model, FeatureMatrix matrix, int repetitions)
{
    private const int SingleRows = 64, SingleCalls = 500;

    // Both keep threads that wait busily for a while; the next one to be measured should have the cores for itself.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly int items = matrix.Rows;
    private readonly float[] features = Flatten(matrix);

    /// <summary>Measures at a number of threads.</summary>
    public EncoderResult Run(int threads)
    {
        string path = Path.Combine(Path.GetTempPath(), $"vdsh-peers-{Environment.ProcessId}.onnx");
        OnnxModelFile.Save(model, path);
        try
        {
            using var theirs = new OnnxEncoder(path, threads);
            using var backend = new CpuBackend(new CpuBackendOptions { Threads = threads });
            using var ours = new HashEncoder(model, backend);
            if (!CpuBackend.HasBFloat16)
                return Run(threads, ours, null, theirs);
            using var roundedBackend = new CpuBackend(new CpuBackendOptions { Threads = threads, Precision = ProductPrecision.BFloat16 });
            using var rounded = new HashEncoder(model, roundedBackend);
            return Run(threads, ours, rounded, theirs);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private EncoderResult Run(int threads, HashEncoder ours, HashEncoder? rounded, OnnxEncoder theirs)
    {
        FeatureMatrix matrix = FeatureMatrix.FromArray(features, items, model.InputColumns);
        byte[] codes = new byte[items * ((model.Bits + 7) / 8)];
        int batch = FastestBatch(theirs, codes);
        HashCodes ourCodes = ours.Encode(matrix);
        HashCodes? roundedCodes = rounded?.Encode(matrix);
        using OnnxBatches batches = theirs.Prepare(features, codes, batch);
        var ourSeconds = new List<double>();
        var theirSeconds = new List<double>();
        var roundedSeconds = new List<double>();
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            Thread.Sleep(Pause);
            ourSeconds.Add(Time(() => ours.Encode(matrix)));
            if (rounded is not null)
            {
                Thread.Sleep(Pause);
                roundedSeconds.Add(Time(() => rounded.Encode(matrix)));
            }
            Thread.Sleep(Pause);
            theirSeconds.Add(Time(batches.EncodeAll));
        }
        byte[] ourBytes = Bytes(ourCodes);
        (double ourLatency, double theirLatency) = SingleRow(ours, theirs);
        return new EncoderResult(threads, items / Median.Of(ourSeconds), items / Median.Of(theirSeconds), batch, ourLatency, theirLatency, DifferentBits(ourBytes, codes))
        {
            RoundedRows = rounded is null ? null : items / Median.Of(roundedSeconds),
            RoundedDifferentBits = roundedCodes is null ? null : DifferentBits(ourBytes, Bytes(roundedCodes)),
        };
    }

    private static byte[] Bytes(HashCodes codes)
    {
        byte[] bytes = new byte[codes.Count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        return bytes;
    }

    private static long DifferentBits(byte[] a, byte[] b) => a.Zip(b, (x, y) => (long)int.PopCount(x ^ y)).Sum();

    private (double Ours, double Theirs) SingleRow(HashEncoder ours, OnnxEncoder theirs)
    {
        int rows = Math.Min(SingleRows, items), columns = model.InputColumns;
        using OnnxBatches batches = theirs.Prepare(features.AsMemory(0, rows * columns), new byte[rows * ((model.Bits + 7) / 8)], 1);
        ulong[] code = new ulong[model.WordsPerCode];
        var ourSeconds = new List<double>();
        var theirSeconds = new List<double>();
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            Thread.Sleep(Pause);
            for (int call = 0; call < SingleCalls; call++)
                ourSeconds.Add(Time(() => ours.Encode(features.AsSpan(call % rows * columns, columns), code)));
            Thread.Sleep(Pause);
            for (int call = 0; call < SingleCalls; call++)
                theirSeconds.Add(Time(() => batches.Encode(call % rows)));
        }
        return (Median.Of(ourSeconds), Median.Of(theirSeconds));
    }

    // Which batch suits ONNX Runtime best depends on the machine's caches, so it is tried. The first of three passes warms up.
    private int FastestBatch(OnnxEncoder theirs, byte[] codes) => ((int[])[64, 256, 1024, 4096, items]).MinBy(rows =>
    {
        using OnnxBatches batches = theirs.Prepare(features, codes, rows);
        batches.EncodeAll();
        return Math.Min(Time(batches.EncodeAll), Time(batches.EncodeAll));
    });

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static float[] Flatten(FeatureMatrix matrix)
    {
        float[] values = new float[matrix.Rows * matrix.Columns];
        for (int row = 0; row < matrix.Rows; row++)
            matrix.CopyRow(row, values.AsSpan(row * matrix.Columns, matrix.Columns));
        return values;
    }
}
