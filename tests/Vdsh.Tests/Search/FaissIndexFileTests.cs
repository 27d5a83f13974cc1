// Files for faiss are right if faiss says so; where it is not installed, the bytes are compared with those written down from it.
using System.Diagnostics;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Compute;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Search;

internal sealed class FaissIndexFileTests
{
    // faiss.write_index_binary of an IndexBinaryFlat(16) with the codes [1, 2] and [3, 4].
    private static readonly byte[] Flat =
    [
        .. "IBxF"u8, 16, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4,
    ];

    // The same in an IndexBinaryIDMap2 under the ids 9 and 5.
    private static readonly byte[] Map =
    [
        .. "IBM2"u8, 16, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, .. Flat, 2, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0,
    ];

    [Test]
    public void The_bytes_are_those_of_faiss()
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = HashCodes.FromBytes([1, 2, 3, 4], 2, 16);
        FaissIndexFile.Write(folder["flat"], codes);
        FaissIndexFile.Write(folder["map"], codes, new long[] { 9, 5 });
        Assert.That(File.ReadAllBytes(folder["flat"]), Is.EqualTo(Flat));
        Assert.That(File.ReadAllBytes(folder["map"]), Is.EqualTo(Map));
        (HashCodes read, long[]? ids) = FaissIndexFile.Read(folder["map"]);
        Assert.That(read, Is.EqualTo(codes));
        Assert.That(ids, Is.EqualTo((long[])[9, 5]));
        byte[] old = [.. Map];
        // Older versions write another name, and no code size in the map's header.
        old[3] = (byte)'p';
        old[8] = 0;
        folder.Write("old", old);
        Assert.That(FaissIndexFile.Read(folder["old"]).Ids, Is.EqualTo(ids));
    }

    [Test]
    public void Codes_come_back_as_they_were([Values(1, 8, 48, 60, 64, 130, 1000)] int bits, [Values(0, 1, 20_000)] int count)
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(bits > 500 ? Math.Min(count, 500) : count, bits, 1);
        long[] ids = [.. Enumerable.Range(0, codes.Count).Select(i => long.MaxValue - 7L * i)];
        FaissIndexFile.Write(folder["flat"], codes);
        FaissIndexFile.Write(folder["map"], codes, ids);
        Assert.That(FaissIndexFile.Read(folder["flat"], bits).Codes, Is.EqualTo(codes));
        Assert.That(FaissIndexFile.Read(folder["flat"], bits).Ids, Is.Null);
        if (count == 0)
            return;
        Assert.That(FaissIndexFile.Read(folder["map"], bits).Ids, Is.EqualTo(ids));
        Assert.That(FaissIndexFile.Read(folder["map"]).Codes.Bits, Is.EqualTo((bits + 7) / 8 * 8));
    }

    [Test]
    public void What_is_not_sound_is_refused()
    {
        using var folder = new TemporaryFolder();
        for (int length = 0; length < Map.Length; length++)
        {
            folder.Write("short", Map[..length]);
            Assert.That(() => FaissIndexFile.Read(folder["short"]), Throws.TypeOf<InputException>(), $"{length} bytes");
        }
        folder.Write("long", [.. Map, 1]);
        Assert.That(() => FaissIndexFile.Read(folder["long"]), Throws.TypeOf<InputException>().With.Message.Contains("follow its end"));
        foreach (int place in (int[])[0, 4, 7, 8, 12, 19, 25, 29, 33, 37, 50, 62])
        {
            byte[] damaged = [.. Map];
            damaged[place] ^= 0x81;
            folder.Write("damaged", damaged);
            Assert.That(() => FaissIndexFile.Read(folder["damaged"]), Throws.TypeOf<InputException>(), $"byte {place}");
        }
        folder.Write("flat", Flat);
        Assert.That(() => FaissIndexFile.Read(folder["flat"], 10), Throws.TypeOf<InputException>().With.Message.Contains("bits set beyond"));
        Assert.That(() => FaissIndexFile.Read(folder["flat"], 24), Throws.TypeOf<InputException>().With.Message.Contains("--bits 24"));
        Assert.That(() => FaissIndexFile.Read(folder["none"]), Throws.TypeOf<InputException>());
    }

    [Test]
    public void Faiss_reads_our_files_and_we_read_its([Values(8, 64, 256)] int bits)
    {
        string python = PythonOrIgnore();
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(3000, bits, 1, 1500), queries = RandomCodes.Create(20, bits, 2);
        long[] ids = [.. Enumerable.Range(0, codes.Count).Select(i => 7_000_000_000 + 11L * (i * 1237 % codes.Count))];
        WriteCodes(folder["codes.npy"], codes);
        WriteCodes(folder["queries.npy"], queries);
        NpyFile.Write(folder["ids.npy"], ids, ids.Length);
        Run(python, "write", folder["codes.npy"], folder["ids.npy"], folder["flat.theirs"], folder["map.theirs"]);
        CliRun.Of("export", "faiss", "--codes", folder["codes.npy"], "--out", folder["flat.ours"]).Succeeded();
        CliRun.Of("export", "faiss", "--codes", folder["codes.npy"], "--ids", folder["ids.npy"], "--out", folder["map.ours"]).Succeeded();
        Assert.That(File.ReadAllBytes(folder["flat.ours"]), Is.EqualTo(File.ReadAllBytes(folder["flat.theirs"])));
        Assert.That(File.ReadAllBytes(folder["map.ours"]), Is.EqualTo(File.ReadAllBytes(folder["map.theirs"])));
        foreach (string kind in (string[])["flat", "map"])
        {
            CliRun.Of("search", "--codes", folder[$"{kind}.theirs"], "--queries", folder["queries.npy"], "--k", "50", "--out", folder["ours.npz"]).Succeeded();
            Run(python, "search", folder[$"{kind}.ours"], folder["queries.npy"], "50", folder["theirs.npz"]);
            int[] distances = NpzContent.Read<int>(folder["ours.npz"], "distances", "<i4", "20, 50");
            Assert.That(distances, Is.EqualTo(NpzContent.Read<int>(folder["theirs.npz"], "distances", "<i4", "20, 50")));
            // Ties may come in another order, but every id must have the distance it is given.
            long[] theirs = NpzContent.Read<long>(folder["theirs.npz"], "ids", "<i8", "20, 50"), ours = NpzContent.Read<long>(folder["ours.npz"], "ids", "<i8", "20, 50");
            for (int i = 0; i < ours.Length; i++)
            {
                foreach (long id in (long[])[ours[i], theirs[i]])
                {
                    int row = kind == "flat" ? (int)id : Array.IndexOf(ids, id);
                    Assert.That(NaiveHamming.Distance(queries, i / 50, codes, row), Is.EqualTo(distances[i]));
                }
            }
        }
    }

    [Test]
    public void The_codes_of_every_structure_of_faiss_are_read([Values(16, 64, 256)] int bits)
    {
        string python = PythonOrIgnore();
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(3000, bits, 1);
        long[] ids = [.. Enumerable.Range(0, codes.Count).Select(i => 11L * (i * 1237 % codes.Count) - 5000)];
        WriteCodes(folder["codes.npy"], codes);
        NpyFile.Write(folder["ids.npy"], ids, ids.Length);
        Run(python, "structures", folder["codes.npy"], folder["ids.npy"], folder.Path);
        foreach (string kind in (string[])["ivf", "sparse", "direct", "hash", "multihash", "hnsw"])
        {
            CodeFile read = CodeDatabase.Read(folder[kind]);
            Assert.That(read.Codes, Is.EqualTo(codes), kind);
            Assert.That(read.Ids, Is.Null, kind);
        }
        foreach (string kind in (string[])["ivf-ids", "hash-ids"])
        {
            CodeFile read = CodeDatabase.Read(folder[kind]);
            Assert.That(read.Ids, Is.EqualTo(ids.Order()), kind);
            for (int row = 0; row < codes.Count; row++)
                Assert.That(read.Codes[row].SequenceEqual(codes[Array.IndexOf(ids, read.Ids![row])]), Is.True, kind);
        }
        foreach (string kind in (string[])["map-ivf", "map-hnsw"])
        {
            CodeFile read = CodeDatabase.Read(folder[kind]);
            Assert.That(read.Codes, Is.EqualTo(codes), kind);
            Assert.That(read.Ids, Is.EqualTo(ids), kind);
        }
        foreach ((string kind, string name) in ((string, string)[])[("float", "IndexFlat"), ("lsh", "IndexLSH")])
            Assert.That(
                () => CodeDatabase.Read(folder[kind]), Throws.TypeOf<InputException>().With.Message.Contains(name));
    }

    internal static void WriteCodes(string path, HashCodes codes)
    {
        byte[] bytes = new byte[codes.Count * codes.BytesPerCode];
        codes.CopyBytes(bytes);
        NpyFile.Write(path, new ByteMatrix(bytes, codes.Count, codes.BytesPerCode));
    }

    private static void Run(string python, params string[] arguments)
    {
        (int code, string error) = Start(python, [Path.Combine(Root(), "tests", "python", "faiss_files.py"), .. arguments]);
        Assert.That(code, Is.Zero, error);
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vdsh.sln")))
                return folder.FullName;
        }
        Assert.Ignore("The tests do not run in a checkout, so that their Python programs are not there.");
        return "";
    }

    // The first python3 that has faiss; on Debian the system's own may stand behind another one in the path.
    private static string PythonOrIgnore()
    {
        foreach (string candidate in (string[])["python3", "/usr/bin/python3"])
        {
            try
            {
                if (Start(candidate, ["-c", "import faiss, numpy"]).Code == 0)
                    return candidate;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program.
            }
        }
        Assert.Ignore("faiss for Python is not installed (on Debian: apt-get install python3-faiss).");
        return "";
    }

    private static (int Code, string Error) Start(string python, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
