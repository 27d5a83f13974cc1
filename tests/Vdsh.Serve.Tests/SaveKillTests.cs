// A power cut in the middle of a save, seen by a service that serves that very file.
using System.Diagnostics;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class SaveKillTests
{
    private const int Kills = 24;

    [Test]
    public async Task A_killed_save_leaves_an_index_that_opens_and_is_served()
    {
        using var folder = new ServedFolder();
        const int Small = 1000, Large = 400_000;
        folder.WriteCodes(RandomCodes.Create(Large, 64, 2), "new.npy");
        string index = folder.WriteIndex(RandomCodes.Create(Small, 64, 1), [.. Enumerable.Range(0, Small)]);
        await using RunningService service = await RunningService.Start(new ServiceOptions { Codes = index, Kind = IndexKind.Flat, Watch = TimeSpan.FromMilliseconds(20) });
        using var engine = new CpuBackend(new CpuBackendOptions { Threads = 1 });
        var random = new Random(1);
        int killedInside = 0;
        for (int attempt = 0; attempt < 3 * Kills && killedInside < Kills; attempt++)
        {
            using (Process save = ServeProcess.Run(["export", "index", "--codes", folder["new.npy"], "--out", index]))
            {
                // A temporary file is a save that goes on; it is killed soon after it began, at another moment each time.
                while (!save.HasExited && !Temporary(folder).Any())
                    Thread.SpinWait(100);
                Thread.SpinWait(random.Next(100_000));
                save.Kill();
                save.WaitForExit();
            }
            killedInside += Temporary(folder).Any() ? 1 : 0;
            using HammingIndex loaded = HammingIndex.Load(index, engine),
                mapped = HammingIndex.Open(index, engine, mapFrom: 0);
            mapped.Verify();
            Assert.That(loaded.Count, Is.EqualTo(Small).Or.EqualTo(Large));
            AtomicFile.EnsureWritable(index);
            await service.Ask("/search", """{"k": 1, "code": "0000000000000000"}""");
        }
        Assert.That(await service.Metric("vdsh_reloads_total{result=\"failed\"}"), Is.Zero);
        TestContext.Out.WriteLine($"{killedInside} saves were killed while they wrote");
        if (killedInside < Kills / 2)
            Assert.Inconclusive($"Only {killedInside} saves could be killed while they wrote.");
    }

    private static IEnumerable<string> Temporary(ServedFolder folder) => Directory.EnumerateFiles(folder.Path, ".codes.vdshidx.*");
}
