// Features, labels, codes and ids come in the same formats, so every array file is read as each of them.
using System.IO.Compression;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Fuzz.Mutations;
using Vdsh.Search;

namespace Vdsh.Fuzz.Readers;

/// <summary>Readers of files that may be gzipped, and are read as whatever an array can be.</summary>
internal abstract class ArrayFile(string name, string fileName) : FuzzReader(name, fileName)
{
    public override byte[] Wrap(byte[] input, SeededRandom random)
    {
        if (random.NextInt32(8) > 0)
            return input;
        byte[] packed = Gzip(input);
        return random.NextInt32(4) == 0 ? BytesMutator.Mutate(packed, random) : packed;
    }

    public override void Use(Trial trial) => Use(trial, trial.Path);

    protected static void Use(Trial trial, string path)
    {
        trial.Read("features", () => Exercise.Features(FeatureFile.Load(path), path));
        trial.Read("labels", () => Exercise.Labels(LabelFile.Load(path)));
        trial.Read("codes", () =>
        {
            (HashCodes codes, long[]? ids) = CodeDatabase.Read(path);
            Exercise.Codes(codes, ids, path, trial.Folder);
        });
        trial.Read("codes of 12 bits", () =>
        {
            (HashCodes codes, long[]? ids) = CodeDatabase.Read(path, bits: 12);
            Exercise.Codes(codes, ids, path, trial.Folder);
        });
        trial.Read("ids", () => NpyFile.ReadIds(path));
    }

    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(content);
        return packed.ToArray();
    }
}
