// Small clustered data written in the files that users bring: features and labels as .npy, by a writer that shares no code with the reader.
using System.Text;

namespace Vdsh.Tests.Cli;

internal static class Blobs
{
    /// <summary>Items of C classes in turn, each class around its own random centre.</summary>
    public static (float[] Features, byte[] Labels) Make(int items, int columns, int classes, int seed)
    {
        var centres = new Random(12345);
        float[] centre = [.. Enumerable.Range(0, classes * columns).Select(_ => (float)centres.NextDouble() * 10)];
        var random = new Random(seed);
        float[] features = new float[items * columns];
        byte[] labels = new byte[items];
        for (int row = 0; row < items; row++)
        {
            labels[row] = (byte)(row % classes);
            for (int column = 0; column < columns; column++)
                features[row * columns + column] = centre[row % classes * columns + column] + (float)random.NextDouble();
        }
        return (features, labels);
    }

    /// <summary>Writes features and labels; returns both paths.</summary>
    public static (string Features, string Labels) Write(ScratchDirectory directory, string name, int items, int columns, int classes, int seed)
    {
        (float[] features, byte[] labels) = Make(items, columns, classes, seed);
        string featureFile = directory.File($"{name}-features.npy"), labelFile = directory.File($"{name}-labels.npy");
        WriteNpy(featureFile, "<f4", [items, columns], Bytes(features));
        WriteNpy(labelFile, "|u1", [items], labels);
        return (featureFile, labelFile);
    }

    public static byte[] Bytes(float[] values)
    {
        byte[] bytes = new byte[values.Length * 4];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    /// <summary>Writes a version 1.0 .npy file in C order.</summary>
    public static void WriteNpy(string path, string type, int[] shape, byte[] data)
    {
        string tuple = string.Join(", ", shape) + (shape.Length == 1 ? "," : "");
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({tuple}), }}";
        header = header.PadRight((10 + header.Length + 1 + 63) / 64 * 64 - 10 - 1) + "\n";
        using FileStream file = File.Create(path);
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)(header.Length & 255), (byte)(header.Length >> 8)]);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(data);
    }

    /// <summary>Reads the data bytes of a version 1.0 .npy file and its header text.</summary>
    public static (string Header, byte[] Data) ReadNpy(byte[] file)
    {
        int length = file[8] | file[9] << 8;
        return (Encoding.ASCII.GetString(file, 10, length), file[(10 + length)..]);
    }
}
