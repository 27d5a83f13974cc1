// A failed write must leave the old file as it was and nothing beside it.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class AtomicFileTests : DataTestBase
{
    [Test]
    public void Creates_and_replaces()
    {
        AtomicFile.Write(Folder["a"], stream => stream.Write([1, 2]));
        Assert.That(File.ReadAllBytes(Folder["a"]), Is.EqualTo(new byte[] { 1, 2 }));
        AtomicFile.Write(Folder["a"], stream => stream.Write([3]));
        Assert.That(File.ReadAllBytes(Folder["a"]), Is.EqualTo(new byte[] { 3 }));
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void The_old_content_stays_until_the_new_is_whole()
    {
        Folder.Write("a", [1]);
        AtomicFile.Write(Folder["a"], stream =>
        {
            stream.Write(new byte[100000]);
            stream.Flush();
            Assert.That(File.ReadAllBytes(Folder["a"]), Is.EqualTo(new byte[] { 1 }));
        });
        Assert.That(new FileInfo(Folder["a"]).Length, Is.EqualTo(100000));
    }

    [Test]
    public void A_failure_leaves_the_old_file_and_no_temporary_one()
    {
        Folder.Write("a", [1]);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Folder["a"], stream =>
        {
            stream.Write([9, 9]);
            throw new InvalidOperationException();
        }));
        Assert.That(File.ReadAllBytes(Folder["a"]), Is.EqualTo(new byte[] { 1 }));
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Says_why_a_place_cannot_be_written()
    {
        Folder.Write("file", [1]);
        foreach (Action<string> attempt in (Action<string>[])[path => AtomicFile.Write(path, _ => Assert.Fail("nothing may be written")), AtomicFile.EnsureWritable])
        {
            AssertInputError(() => attempt(Folder.Path), Folder.Path, "is a folder");
            AssertInputError(() => attempt(Folder["none"] + Path.DirectorySeparatorChar), "is a folder");
            AssertInputError(() => attempt(Folder["none/a"]), "none", "does not exist");
            AssertInputError(() => attempt(Folder["file/a"]), "is a file, not a folder");
            AssertInputError(() => attempt(""), "empty");
        }
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_device_is_never_replaced()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has no device files.");
        AssertInputError(() => AtomicFile.EnsureWritable("/dev/null"), "/dev/null", "device");
        AssertInputError(() => AtomicFile.Write("/dev/null", _ => Assert.Fail("nothing may be written")), "device");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Leftovers_of_killed_writers_are_removed_and_nothing_else(bool writes)
    {
        string[] kept = ["a", "a.tmp", ".a.0123.tmp", $".a.{new string('g', 32)}.tmp", $".b.{new string('0', 32)}.tmp", $".a.{new string('0', 33)}.tmp"];
        foreach (string name in (string[])[.. kept, $".a.{new string('0', 32)}.tmp", $".a.{new string('f', 32)}.tmp"])
            Folder.Write(name, [1]);
        if (writes)
            AtomicFile.Write(Folder["a"], stream => stream.Write([2]));
        else
            AtomicFile.EnsureWritable(Folder["a"]);
        Assert.That(Directory.GetFiles(Folder.Path).Select(Path.GetFileName), Is.EquivalentTo(kept));
    }

    [Test]
    public void The_temporary_file_of_a_writer_that_lives_is_left_alone()
    {
        AtomicFile.Write(Folder["a"], stream =>
        {
            stream.Write([1]);
            AtomicFile.EnsureWritable(Folder["a"]);
            AtomicFile.Write(Folder["a"], other => other.Write([2]));
            Assert.That(File.ReadAllBytes(Folder["a"]), Is.EqualTo(new byte[] { 2 }));
        });
        Assert.That(File.ReadAllBytes(Folder["a"]), Is.EqualTo(new byte[] { 1 }));
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_reader_may_have_the_file_as_soon_as_it_is_there()
    {
        Folder.Write("a", new byte[5000]);
        using var done = new CancellationTokenSource();
        Task reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                Assert.That(File.ReadAllBytes(Folder["a"]), Has.Length.EqualTo(5000));
        });
        for (int i = 0; i < 200; i++)
            AtomicFile.Write(Folder["a"], stream => stream.Write(new byte[5000]));
        done.Cancel();
        Assert.That(reader.Wait, Throws.Nothing);
    }

    [Test]
    public void Many_writers_of_one_name_leave_one_of_their_files()
    {
        Parallel.For(0, 64, i => AtomicFile.Write(Folder["a"], stream => stream.Write(Enumerable.Repeat((byte)i, 5000).ToArray())));
        Assert.That(File.ReadAllBytes(Folder["a"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(new FileInfo(Folder["a"]).Length, Is.EqualTo(5000));
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Says_when_a_folder_takes_no_files()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("needs a folder that nobody may write to; /proc is one on Linux");
        AssertInputError(() => AtomicFile.Write("/proc/a.npy", _ => { }), "/proc/a.npy", "cannot be written");
    }

    [Test]
    public void The_check_before_work_leaves_no_trace()
    {
        AtomicFile.EnsureWritable(Folder["a"]);
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Is.Empty);
    }
}
