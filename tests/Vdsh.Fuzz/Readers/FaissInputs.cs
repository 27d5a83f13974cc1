// Binary indexes as faiss writes them.
using System.Buffers.Binary;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Fuzz.Readers;

/// <summary>Files of faiss. Pieces: kind, header numbers, codes; with ids another kind and header before them, and the ids behind.</summary>
internal sealed class FaissInputs() : FuzzReader("faiss", "input.faiss")
{
    public override IReadOnlyList<string> Words =>
    [
        "IBxF", "IBM2", "IBMp", "IBwF", "IBHf", "IBHm", "IBHM", "IBHh", "IBMP", "IxFI", "IxF2", "IHNf", "IwFl", "IxHe", "ilar", "il00", "full", "spar",
    ];

    public override byte[] Join(Part[] parts, SeededRandom random)
    {
        parts = [.. parts];
        // Counts that fit the codes, mostly: others are refused before any code is read.
        if (parts.Length == 4 && random.NextInt32(3) > 0)
            parts[1] = parts[1].With(Counted(parts[1].Bytes, parts[3].Bytes.Length));
        if (parts.Length is 4 && random.NextInt32(8) > 0)
            parts[2] = Part.Numbers((8, parts[3].Bytes.Length));
        return base.Join(parts, random);
    }

    public override void Use(Trial trial)
    {
        trial.Read("faiss index", () =>
        {
            (HashCodes codes, long[]? ids) = FaissIndexFile.Read(trial.Path);
            string written = Path.Combine(trial.Folder, "written.faiss");
            FaissIndexFile.Write(written, codes, ids);
            (HashCodes again, long[]? sameIds) = FaissIndexFile.Read(written);
            // An empty list of ids is written as none.
            Exercise.Require(again.Equals(codes) && (sameIds ?? []).SequenceEqual(ids ?? []), "what was written is read as something else");
        });
        trial.Read("codes of a faiss index", () =>
        {
            (HashCodes codes, long[]? ids) = CodeDatabase.Read(trial.Path);
            Exercise.Codes(codes, ids, trial.Path, trial.Folder);
        });
        trial.Read("codes of 12 bits", () => CodeDatabase.Read(trial.Path, bits: 12));
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        yield return [Part.Text("IBxF"), Header(16, 2), Part.Numbers((8, 4)), Part.Data<byte>(1, 2, 3, 4)];
        yield return [Part.Text("IBxF"), Header(64, 3), Part.Numbers((8, 24)), Part.Data<ulong>(1, ulong.MaxValue, 5)];
        yield return
        [
            Part.Text("IBM2"), Header(16, 2), Part.Text("IBxF"), Header(16, 2), Part.Numbers((8, 4)), Part.Data<byte>(1, 2, 3, 4),
            Part.Numbers((8, 2)), Part.Data<long>(9, 5),
        ];
        yield return
        [
            Part.Text("IBMp"), Header(8, 1), Part.Text("IBxF"), Header(8, 1), Part.Numbers((8, 1)), Part.Data<byte>(1),
            Part.Numbers((8, 1)), Part.Data<long>(-1),
        ];
        Part[] flat = [Part.Text("IBxF"), Header(16, 2), Part.Numbers((8, 4)), Part.Data<byte>(1, 2, 3, 4)];
        // Two lists, of which one is empty; then the same as a sparse file has it.
        yield return
        [
            Part.Text("IBwF"), Header(16, 2), Part.Numbers((8, 2), (8, 1)), .. flat, Part.Numbers((1, 0), (8, 0)),
            Part.Text("ilar"), Part.Numbers((8, 2), (8, 2)), Part.Text("full"), Part.Numbers((8, 2), (8, 2), (8, 0)),
            Part.Data<byte>(1, 2, 3, 4), Part.Data<long>(1, 0),
        ];
        yield return
        [
            Part.Text("IBwF"), Header(16, 2), Part.Numbers((8, 2), (8, 1)), .. flat,
            Part.Numbers((1, 2), (8, 0), (8, 1), (8, 5), (8, 0)), Part.Text("ilar"), Part.Numbers((8, 2), (8, 2)),
            Part.Text("sprs"), Part.Numbers((8, 2), (8, 1), (8, 2)), Part.Data<byte>(1, 2, 3, 4), Part.Data<long>(7, 9),
        ];
        yield return
        [
            Part.Text("IBHh"), Header(16, 2), Part.Numbers((4, 4), (4, 1), (8, 1), (4, 3), (8, 1)), Part.Data<byte>(0),
            Part.Numbers((8, 2)), Part.Data<long>(0, 1), Part.Numbers((8, 4)), Part.Data<byte>(1, 2, 3, 4),
        ];
        yield return
        [
            Part.Text("IBHm"), Header(16, 2), .. flat, Part.Numbers((4, 4), (4, 1), (4, 1), (4, 3), (8, 2), (8, 1)),
            Part.Data<byte>(0),
        ];
        yield return
        [
            Part.Text("IBHf"), Header(16, 2), Part.Numbers((8, 1)), Part.Data(0.5), Part.Numbers((8, 1)), Part.Data(4),
            Part.Numbers((8, 2)), Part.Data(1, 1), Part.Numbers((8, 3)), Part.Data<long>(0, 1, 2), Part.Numbers((8, 2)),
            Part.Data(1, 0), Part.Numbers((4, 0), (4, 1), (4, 40), (4, 16), (4, 1)), .. flat,
        ];
        // Maps of maps of maps.
        yield return [.. Enumerable.Range(0, 40).SelectMany(_ => (Part[])[Part.Text("IBM2"), Header(16, 2)]), .. flat];
    }

    private static Part Header(int bits, long count) => Part.Numbers((4, bits), (4, bits / 8), (8, count), (1, 1), (4, 1));

    private static byte[] Counted(byte[] header, int bytes)
    {
        byte[] changed = [.. header];
        if (changed.Length >= 16 && BinaryPrimitives.ReadInt32LittleEndian(changed) / 8 is > 0 and int size)
        {
            BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(4), size);
            BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(8), bytes / size);
        }
        return changed;
    }
}
