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

    [Test]
    public void Leftovers_of_killed_writers_are_removed_and_nothing_else()
    {
        foreach (string name in (string[])["a", ".a.0123.tmp", ".b.0123.tmp", "a.tmp"])
            Folder.Write(name, [1]);
        AtomicFile.RemoveLeftovers(Folder["a"]);
        Assert.That(Directory.GetFiles(Folder.Path).Select(Path.GetFileName), Is.EquivalentTo((string[])["a", ".b.0123.tmp", "a.tmp"]));
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
