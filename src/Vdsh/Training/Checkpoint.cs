// A killed training must cost at most one sweep: the whole state goes to disk after each, and a resumed run ends in the identical model.
using System.Globalization;
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>Writes and reads <c>checkpoint.safetensors</c> in the checkpoint folder; a new one replaces the old only when it is complete.</summary>
internal sealed class Checkpoint
{
    private const string FileName = "checkpoint.safetensors";
    private const string StepKey = "lineSearchStep";
    private const string SweepsKey = "sweeps", LayersKey = "sweepLayers";
    private const int RecordColumns = 3, LayerColumns = 3;

    private readonly IReadOnlyDictionary<string, string> identity;

    /// <param name="directory">The checkpoint folder; made if it does not exist.</param>
    /// <param name="identity">What must be the same for a resumed run to mean the same: options and data.</param>
    public Checkpoint(string directory, IReadOnlyDictionary<string, string> identity)
    {
        this.identity = identity;
        Path = System.IO.Path.Combine(directory, FileName);
        try
        {
            Directory.CreateDirectory(directory);
            AtomicFile.EnsureWritable(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"The checkpoint folder {directory} cannot be made: {exception.Message.ReplaceLineEndings(" ")} Name a folder that can be written.", exception);
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether there is a checkpoint to resume from.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>Writes the state after the sweeps recorded in it.</summary>
    public void Save(TrainingState state)
    {
        var writer = new SafetensorsWriter();
        writer.AddMetadata("format", "vdsh-checkpoint");
        foreach ((string key, string value) in identity)
            writer.AddMetadata(key, value);
        writer.AddMetadata(StepKey, state.LineSearchStep.ToString("R", CultureInfo.InvariantCulture));
        foreach ((string name, DeviceMatrix matrix) in state.Matrices())
            writer.Add(name, matrix.Rows, matrix.Columns, buffer => state.Backend.Download(matrix, buffer));
        double[] records = [.. state.Sweeps.SelectMany(sweep => (double[])[sweep.Loss, sweep.Seconds, sweep.ActivationRms])];
        writer.Add(SweepsKey, records, state.Sweeps.Count, RecordColumns);
        double[] layers = [.. state.Sweeps.SelectMany(sweep => sweep.Layers).SelectMany(layer => (double[])[layer.OutputRms, layer.MultiplierRms, layer.RelativeStep])];
        writer.Add(LayersKey, layers, state.Sweeps.Count, state.Network.Layers, LayerColumns);
        writer.Save(Path);
    }

    /// <summary>Restores the state.</summary>
    /// <exception cref="InputException">The file is damaged, or belongs to a training with other options or data or by another version.</exception>
    public void Load(TrainingState state)
    {
        using SafetensorsReader reader = SafetensorsReader.Open(Path);
        foreach ((string key, string value) in identity)
        {
            if (!reader.Metadata.TryGetValue(key, out string? found))
                throw new InputException($"The checkpoint {Path} is not of this version of Vdsh: it does not say its {key}; resume with the version that made it, or train anew in another folder.");
            if (found != value)
                throw new InputException(
                    $"The checkpoint {Path} was made with {key} = {MessageText.Escape(found, 80)}, this training has "
                        + $"{value}; use the same options, data and version of Vdsh, or another folder.");
        }
        if (!double.TryParse(
            reader.Metadata.GetValueOrDefault(StepKey), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double step) || !double.IsFinite(step))
            throw new InputException($"The checkpoint {Path} has no usable {StepKey}; delete it and train again.");
        state.LineSearchStep = step;
        float[] buffer = new float[state.Matrices().Max(pair => pair.Matrix.Rows * pair.Matrix.Columns)];
        foreach ((string name, DeviceMatrix matrix) in state.Matrices())
        {
            Span<float> values = buffer.AsSpan(0, matrix.Rows * matrix.Columns);
            reader.Read(name, values, matrix.Rows, matrix.Columns);
            if (FeatureCheck.IndexOfNonFinite(values) is >= 0 and int wrong)
                throw NotFinite(name, wrong);
            state.Backend.Upload(ReadOnlySpan2D<float>.DangerousCreate(in values.DangerousGetReference(), matrix.Rows, matrix.Columns, 0), matrix);
        }
        LoadSweeps(reader, state);
    }

    private void LoadSweeps(SafetensorsReader reader, TrainingState state)
    {
        double[] records = reader.Read<double>(SweepsKey);
        if (reader.Describe(SweepsKey).Shape is not [_, RecordColumns])
            throw new InputException(
                $"{reader.Path}: tensor '{SweepsKey}' is {reader.Describe(SweepsKey)}, expected F64 [sweeps, "
                    + $"{RecordColumns}]; delete the checkpoint and train again.");
        int sweeps = records.Length / RecordColumns, layers = state.Network.Layers;
        double[] layerRecords = new double[sweeps * layers * LayerColumns];
        reader.Read<double>(LayersKey, layerRecords, sweeps, layers, LayerColumns);
        state.Sweeps.Clear();
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            ReadOnlySpan<double> record = records.AsSpan(sweep * RecordColumns, RecordColumns);
            if (!double.IsFinite(record[0]) || !double.IsFinite(record[1]))
                throw NotFinite(SweepsKey, sweep * RecordColumns);
            var ofLayers = new LayerRecord[layers];
            for (int layer = 0; layer < layers; layer++)
            {
                ReadOnlySpan<double> values = layerRecords.AsSpan((sweep * layers + layer) * LayerColumns, LayerColumns);
                ofLayers[layer] = new LayerRecord(values[0], values[1], values[2]);
            }
            state.Sweeps.Add(new SweepRecord(sweep + 1, record[0], record[1], record[2]) { Layers = ofLayers });
        }
    }

    private InputException NotFinite(string name, int element)
        => new($"The checkpoint {Path} is damaged: element {element} of tensor '{name}' is not a finite number; delete "
            + "it and train again.");
}
