// Several arrays in a zip archive, with names that choose.
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

internal sealed class NpzInputs() : ArrayFile("npz", "input.npz")
{
    private static readonly string[] Names = ["features.npy", "labels.npy", "codes.npy", "ids.npy", "x.npy", "arr_0.npy", "a/b.npy"];

    public override IReadOnlyList<string> Words =>
    [
        .. NpyParts.Words, .. Names, "../x.npy", ".npy", "x.NPY", "arr_1.npy", "features.npy.npy", "y.npy", "/", "con.npy",
    ];

    // An archive is a name and the three pieces of an array, again and again.
    public override byte[] Join(Part[] parts, SeededRandom random)
    {
        List<(byte[], byte[])> files = [];
        for (int i = 0; i + NpyParts.Count < parts.Length; i += 1 + NpyParts.Count)
            files.Add((parts[i].Bytes, NpyParts.Join(parts.AsSpan(i + 1, NpyParts.Count), random)));
        return ZipParts.Join(files, random);
    }

    public override void Use(Trial trial)
    {
        base.Use(trial);
        trial.Read("features and labels", () => UserData.Load(trial.Path, trial.Path));
        trial.Read("a named array", () => FeatureFile.Load(trial.Path + ":x"));
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        Part[][] arrays = [.. NpyParts.Seeds()];
        for (int i = 0; i < arrays.Length; i++)
        {
            Part name = ZipParts.Name(Names[i % Names.Length]), other = ZipParts.Name(Names[(i + 1) % Names.Length]);
            yield return [name, .. arrays[i]];
            yield return [name, .. arrays[i], other, .. arrays[(i + 4) % arrays.Length]];
        }
        yield return [ZipParts.Name("x.npy"), .. arrays[0], ZipParts.Name("y.npy"), .. arrays[16]];
    }
}
