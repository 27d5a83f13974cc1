// Pipes are read like files, plain or gzipped, and nobody has to wait for one that stays silent.
using System.Diagnostics;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class PipeInputTests : DataTestBase
{
    private static readonly byte[] Array = TemporaryFolder.Npy("|u1", "(2, 2)", [1, 2, 3, 4]);

    private string Fifo()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("FIFOs are made with mkfifo, which this system lacks.");
        string path = Folder["pipe"];
        using var process = Process.Start("mkfifo", path);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        return path;
    }

    // Without the lock that the framework takes and shells do not.
    private static FileStream OpenWriter(string fifo)
        => new(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    private static void Write(string fifo, byte[] bytes)
    {
        using FileStream stream = OpenWriter(fifo);
        stream.Write(bytes);
    }

    private static IEnumerable<TestCaseData> Contents()
    {
        yield return new TestCaseData(Array) { TestName = "npy" };
        yield return new TestCaseData("1,2\n3,4\n"u8.ToArray()) { TestName = "csv" };
        yield return new TestCaseData(TemporaryFolder.Idx(8, [2, 2], [1, 2, 3, 4])) { TestName = "idx" };
        yield return new TestCaseData(TemporaryFolder.Zip(true, ("x.npy", Array))) { TestName = "npz" };
    }

    [TestCaseSource(nameof(Contents))]
    public void Every_format_is_read_from_a_pipe_plain_and_gzipped(byte[] content)
    {
        string fifo = Fifo();
        foreach (byte[] bytes in (byte[][])[content, TemporaryFolder.Gzip(content)])
        {
            Task writing = Task.Run(() => Write(fifo, bytes));
            Assert.That(Rows(FeatureFile.Load(fifo)), Is.EqualTo(new float[][] { [1, 2], [3, 4] }));
            writing.Wait();
        }
    }

    [Test]
    public void An_archive_in_gzip_is_read()
        => Assert.That(Rows(
            FeatureFile.Load(Folder.Write(
            "x.npz.gz", TemporaryFolder.Gzip(TemporaryFolder.Zip(false, ("x.npy", Array)))))),
            Is.EqualTo(new float[][] { [1, 2], [3, 4] }));

    [Test]
    public void A_pipe_without_bytes_is_named()
    {
        string fifo = Fifo();
        Task writing = Task.Run(() => Write(fifo, []));
        AssertInputError(() => FeatureFile.Load(fifo), fifo, "no bytes", "only once");
        writing.Wait();
    }

    [Test]
    public void A_pipe_that_nobody_writes_to_is_given_up(
        [Values("features", "labels", "ids", "codes", "model")] string kind)
    {
        string fifo = Fifo();
        using var cancellation = new CancellationTokenSource();
        Task<Exception?> loading = Task.Run(() =>
        {
            try
            {
                Load(kind, fifo, cancellation.Token);
                return null;
            }
            catch (Exception exception)
            {
                return exception;
            }
        });
        Assert.That(loading.Wait(300), Is.False, "it waits for a writer");
        cancellation.Cancel();
        Assert.That(loading.Wait(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(loading.Result, Is.InstanceOf<OperationCanceledException>());
        // The abandoned open ends when somebody writes.
        Write(fifo, []);
    }

    [Test]
    public void A_writer_that_stops_writing_is_given_up()
    {
        string fifo = Fifo();
        using var cancellation = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        Task writing = Task.Run(() =>
        {
            using FileStream stream = OpenWriter(fifo);
            stream.Write(Array.AsSpan(0, 20));
            stream.Flush();
            cancellation.CancelAfter(200);
            release.Wait();
        });
        Assert.That(() => FeatureFile.Load(fifo, new InputOptions { Cancellation = cancellation.Token }),
            Throws.InstanceOf<OperationCanceledException>());
        release.Set();
        writing.Wait();
    }

    [Test]
    public void A_model_needs_a_real_file()
    {
        string fifo = Fifo();
        Task writing = Task.Run(() => OpenWriter(fifo).Dispose());
        AssertInputError(() => HashModel.Load(fifo), fifo, "real file");
        writing.Wait();
        AssertInputError(() => HashModel.Load("-"), "standard input", "real file");
    }

    private static void Load(string kind, string path, CancellationToken cancellation)
    {
        var options = new InputOptions { Cancellation = cancellation };
        _ = kind switch
        {
            "features" => (object)FeatureFile.Load(path, options),
            "labels" => LabelFile.Load(path, null, options),
            "ids" => NpyFile.ReadIds(path, cancellation),
            "codes" => NpyFile.ReadBytes(path, cancellation),
            _ => HashModel.Load(path, cancellation),
        };
    }
}
