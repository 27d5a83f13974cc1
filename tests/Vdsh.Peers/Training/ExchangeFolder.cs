// Both trainers read the same arrays, and one evaluation judges the codes of both.
using System.Globalization;
using System.Text.Json.Nodes;
using Vdsh.Cli;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Peers.Training;

/// <summary>A temporary folder of .npy files: features and labels for the other program, codes from it.</summary>
internal sealed class ExchangeFolder : IDisposable
{
    private readonly Lock disposing = new();
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("vdsh-peers-");

    public ExchangeFolder(ProtocolSplit split)
    {
        // Hundreds of megabytes, which Ctrl-C must not leave behind.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        Write("training", split.Training.Features);
        Write("queries", split.Queries.Features);
        Write("labels", split.Training.Labels);
        Write("query-labels", split.Queries.Labels);
    }

    public string Path => directory.FullName;

    /// <summary>Writes codes as <c>name.npy</c>.</summary>
    public void Write(string name, HashCodes codes)
    {
        byte[] bytes = new byte[codes.Count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        NpyFile.Write(File(name), new ByteMatrix(bytes, codes.Count, codes.BytesPerCode));
    }

    /// <summary>What <c>vdsh evaluate</c> says of codes in the folder: map of the queries in the training items.</summary>
    public double Map(string database, string queries, int bits)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = CliApplication.Run(
            [
                "evaluate", "--db-codes", File(database), "--db-labels", File("labels"), "--query-codes", File(queries), "--query-labels", File("query-labels"),
                "--bits", bits.ToString(CultureInfo.InvariantCulture), "--device", "cpu", "--json", "--quiet",
            ],
            output, error);
        return code == 0 ? (double)JsonNode.Parse(output.ToString())!["map"]! : throw new PeerException($"The codes cannot be evaluated: {error}");
    }

    // On a signal the process' end comes from another thread, maybe while this one disposes.
    public void Dispose()
    {
        lock (disposing)
        {
            directory.Refresh();
            if (directory.Exists)
                directory.Delete(recursive: true);
        }
    }

    private void Write(string name, FeatureMatrix features)
    {
        float[] values = new float[features.Rows * features.Columns];
        for (int row = 0; row < features.Rows; row++)
            features.CopyRow(row, values.AsSpan(row * features.Columns, features.Columns));
        NpyFile.Write(File(name), values, features.Rows, features.Columns);
    }

    private void Write(string name, LabelSet labels) => NpyFile.Write<int>(File(name), [.. Enumerable.Range(0, labels.Count).Select(labels.ClassOf)], labels.Count);

    private string File(string name) => System.IO.Path.Combine(directory.FullName, $"{name}.npy");
}
