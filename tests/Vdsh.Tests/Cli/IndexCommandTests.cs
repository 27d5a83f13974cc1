// Searching must give the same answers whichever form the database has.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Tests.Codes;
using Vdsh.Tests.Data;
using Vdsh.Tests.Search;

namespace Vdsh.Tests.Cli;

internal sealed class IndexCommandTests
{
    [Test]
    public void Every_form_of_a_database_gives_the_same_answers([Values("auto", "flat", "mih")] string kind)
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(500, 48, 1, 300);
        FaissIndexFileTests.WriteCodes(folder["codes.npy"], codes);
        FaissIndexFileTests.WriteCodes(folder["queries.npy"], RandomCodes.Create(5, 48, 2));
        CliRun.Of("export", "faiss", "--codes", folder["codes.npy"], "--out", folder["codes.faiss"]).Succeeded();
        CliRun.Of("export", "index", "--codes", folder["codes.faiss"], "--out", folder["codes.vdshidx"]).Succeeded();
        CliRun.Of("export", "faiss", "--codes", folder["codes.vdshidx"], "--out", folder["again.faiss"]).Succeeded();
        Assert.That(File.ReadAllBytes(folder["again.faiss"]), Is.EqualTo(File.ReadAllBytes(folder["codes.faiss"])));
        long[][] found = [.. ((string[])["codes.npy", "codes.faiss", "codes.vdshidx"]).Select(name => Search(folder, name, kind, "5, 20"))];
        Assert.That(found[1], Is.EqualTo(found[0]));
        Assert.That(found[2], Is.EqualTo(found[0]));
    }

    [Test]
    public void Own_ids_go_through_all_forms([Values("auto", "mih")] string kind)
    {
        using var folder = new TemporaryFolder();
        HashCodes codes = RandomCodes.Create(200, 64, 1, 40);
        // Falling ids: among equal codes the last row has the smallest.
        NpyFile.Write(folder["ids.npy"], (long[])[.. Enumerable.Range(0, 200).Select(row => 1000L - row)], 200);
        FaissIndexFileTests.WriteCodes(folder["codes.npy"], codes);
        FaissIndexFileTests.WriteCodes(folder["queries.npy"], codes.Select([0, 1, 2, 3, 4]));
        JsonObject report = CliRun.Of("export", "index", "--codes", folder["codes.npy"], "--ids", folder["ids.npy"], "--out", folder["codes.vdshidx"], "--json").Json();
        Assert.That((bool)report["ownIds"]!, Is.True);
        CliRun.Of("export", "faiss", "--codes", folder["codes.vdshidx"], "--out", folder["codes.faiss"]).Succeeded();
        long[] found = Search(folder, "codes.vdshidx", kind, "5, 20");
        Assert.That(Search(folder, "codes.faiss", kind, "5, 20"), Is.EqualTo(found));
        for (int query = 0; query < 5; query++)
        {
            long smallest = Enumerable.Range(0, 200).Where(row => codes[row].SequenceEqual(codes[query])).Min(row => 1000L - row);
            Assert.That(found[20 * query], Is.EqualTo(smallest));
        }
    }

    [Test]
    public void Misfits_are_explained()
    {
        using var folder = new TemporaryFolder();
        FaissIndexFileTests.WriteCodes(folder["codes.npy"], RandomCodes.Create(10, 64, 1));
        FaissIndexFileTests.WriteCodes(folder["short.npy"], RandomCodes.Create(2, 48, 1));
        NpyFile.Write(folder["ids.npy"], (long[])[1, 2, 3], 3);
        NpyFile.Write(folder["twice.npy"], (long[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 9], 10);
        CliRun.Of("export", "index", "--codes", folder["codes.npy"], "--out", folder["codes.vdshidx"]).Succeeded();
        Expect("3 ids", "export", "faiss", "--codes", folder["codes.npy"], "--ids", folder["ids.npy"], "--out", folder["x"]);
        Expect("Id 9 occurs twice", "export", "index", "--codes", folder["codes.npy"], "--ids", folder["twice.npy"], "--out", folder["x"]);
        Expect("whole numbers", "export", "index", "--codes", folder["codes.npy"], "--ids", folder["codes.npy"],
            "--out", folder["x"]);
        Expect("same model", "search", "--codes", folder["codes.vdshidx"], "--queries", folder["short.npy"], "--k", "1", "--out", folder["x.npz"]);
        Expect("--bits 63", "search", "--codes", folder["codes.vdshidx"], "--queries", folder["codes.npy"], "--bits", "63", "--k", "1", "--out", folder["x.npz"]);
        Expect("11 is more than the 10 codes", "search", "--codes", folder["codes.vdshidx"], "--queries", folder["codes.npy"], "--k", "11", "--out", folder["x.npz"]);
        Assert.That(File.Exists(folder["x"]) || File.Exists(folder["x.npz"]), Is.False);
    }

    private static void Expect(string message, params string[] args)
    {
        CliRun run = CliRun.Of(args);
        Assert.That(run.Code, Is.EqualTo(2), run.Error);
        Assert.That(run.ErrorLines, Has.Count.EqualTo(1));
        Assert.That(run.Error, Does.Contain(message));
    }

    private static long[] Search(TemporaryFolder folder, string codes, string kind, string shape)
    {
        CliRun.Of("search", "--codes", folder[codes], "--queries", folder["queries.npy"], "--k", "20", "--index", kind, "--out", folder["found.npz"]).Succeeded();
        return NpzContent.Read<long>(folder["found.npz"], "ids", "<i8", shape);
    }
}
