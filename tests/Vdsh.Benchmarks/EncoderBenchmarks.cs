// One item as a service encodes it, and a block as a batch job does.
using BenchmarkDotNet.Attributes;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Benchmarks;

/// <summary>Encoding with a network of 512 nodes a layer.</summary>
[MemoryDiagnoser]
public class EncoderBenchmarks
{
    private CpuBackend backend = null!;
    private HashModel model = null!;
    private HashEncoder encoder = null!;
    private FeatureMatrix items = null!;
    private float[] item = [];
    private ulong[] code = [];

    [Params(3, 16)]
    public int HiddenLayers { get; set; }

    [GlobalSetup]
    public void Train()
    {
        LabeledData digits = DatasetCatalog.Load("digits", null, 1).Training;
        backend = new CpuBackend();
        model = new VdshTrainer(backend, new TrainingOptions { HiddenLayers = HiddenLayers, Width = 512, Sweeps = 1 }).Train(digits).Model;
        encoder = new HashEncoder(model, backend);
        items = digits.Features;
        item = new float[items.Columns];
        items.CopyRow(0, item);
        code = new ulong[model.WordsPerCode];
    }

    [GlobalCleanup]
    public void Free()
    {
        encoder.Dispose();
        backend.Dispose();
    }

    [Benchmark]
    public void OneItem() => model.Encode(item, code);

    [Benchmark]
    public HashCodes AllDigits() => encoder.Encode(items);
}
