// A checkpoint is continued with everything that it holds, so its numbers reach every part of training.
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Fuzz.Readers;

/// <summary>Checkpoints after the first of two sweeps, which training goes on from.</summary>
internal sealed class CheckpointInputs() : FuzzReader("checkpoint", "checkpoint.safetensors")
{
    private const int Rows = 12, Columns = 3, Sweeps = 2;

    private readonly LabeledData data = Items();

    public override double Weight => 0.3;

    public override IReadOnlyList<string> Words =>
        [.. SafetensorsInputs.JsonWords, "\"sweeps\"", "\"sweepLayers\"", "\"lineSearchStep\"", "\"layers.0.weights\"", "\"NaN\"", "\"1e999\""];

    public override byte[] Join(Part[] parts, SeededRandom random) => SafetensorsInputs.Join(parts[0].Bytes, parts[1].Bytes, random);

    public override void Use(Trial trial)
    {
        bool fullBatch = trial.Input.Length % 2 == 1;
        foreach (bool mode in (bool[])[fullBatch, !fullBatch])
        {
            // The first run that goes on replaces the file.
            File.WriteAllBytes(trial.Path, trial.Input);
            trial.Read(mode ? "full-batch checkpoint" : "checkpoint", () =>
            {
                try
                {
                    new VdshTrainer(Exercise.Backend, Options(trial.Folder, mode) with { Resume = true }).Train(data);
                }
                catch (TrainingDivergedException)
                {
                    // Huge numbers may do that, and it is said.
                }
            });
        }
    }

    protected override IEnumerable<Part[]> CreateSeeds() => [AfterOneSweep(false), AfterOneSweep(true)];

    private static TrainingOptions Options(string folder, bool fullBatch) => new()
    {
        Bits = 8, HiddenLayers = 1, Width = 4, Sweeps = Sweeps, Batch = 6, FullBatch = fullBatch, CheckpointDirectory = folder,
    };

    private Part[] AfterOneSweep(bool fullBatch)
    {
        string folder = Directory.CreateTempSubdirectory("vdsh-fuzz-").FullName;
        try
        {
            using var stop = new CancellationTokenSource();
            var progress = new Stopper(stop);
            try
            {
                new VdshTrainer(Exercise.Backend, Options(folder, fullBatch)).Train(data, progress, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // After the first sweep, as intended.
            }
            return SafetensorsInputs.Split(File.ReadAllBytes(Path.Combine(folder, FileName)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LabeledData Items()
    {
        var random = new SeededRandom(3);
        float[] values = [.. Enumerable.Range(0, Rows * Columns).Select(i => i / Columns % 2 + 0.1f * (float)random.NextGaussian())];
        return new LabeledData(FeatureMatrix.FromArray(values, Rows, Columns), LabelSet.FromClasses([.. Enumerable.Range(0, Rows).Select(row => row % 2)], 2));
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Batch == value.Batches)
                stop.Cancel();
        }
    }
}
