// Whether two names are one file is asked of the system; spelling proves nothing.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class FileIdentityTests : DataTestBase
{
    [Test]
    public void Links_and_spellings_are_the_file_itself()
    {
        Folder.Write("a", [1]);
        Folder.Write("b", [1]);
        FileIdentity? file = FileIdentity.Of(Folder["a"]);
        Assert.That(file, Is.Not.Null.And.Not.EqualTo(FileIdentity.Of(Folder["b"])));
        Assert.That(FileIdentity.Of(Folder["./x/../a"]), Is.EqualTo(file));
        Assert.That(FileIdentity.OfTarget(Folder["a"]), Is.EqualTo(file));
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(Folder["link"], "a");
        Assert.That(FileIdentity.Of(Folder["link"]), Is.EqualTo(file));
        Assert.That(FileIdentity.OfTarget(Folder["link"]), Is.EqualTo(file));
        if (!OperatingSystem.IsLinux())
            return;
        UnixTool.Run("ln", Folder["a"], Folder["hard"]);
        Assert.That(FileIdentity.Of(Folder["hard"]), Is.EqualTo(file));
        using FileStream open = File.OpenRead(Folder["a"]);
        Assert.That(FileIdentity.Of($"/proc/self/fd/{open.SafeFileHandle.DangerousGetHandle()}"), Is.EqualTo(file));
    }

    [Test]
    public void A_file_that_is_not_there_yet_is_known_by_its_folder_and_name()
    {
        Assert.That(FileIdentity.Of(Folder["new"]), Is.Null);
        FileIdentity target = FileIdentity.OfTarget(Folder["new"]);
        Assert.That(FileIdentity.OfTarget(Folder["./x/../new"]), Is.EqualTo(target));
        Assert.That(FileIdentity.OfTarget(Folder["other"]), Is.Not.EqualTo(target));
        Assert.That(FileIdentity.OfTarget(Folder["none/new"]), Is.Not.EqualTo(FileIdentity.OfTarget(Folder["none/other"])));
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(Folder["dangling"], "new");
        Assert.That(FileIdentity.OfTarget(Folder["dangling"]), Is.EqualTo(target));
    }

    [Test]
    public void What_is_no_file_has_none_to_overwrite()
    {
        Assert.That(FileIdentity.Of(Folder.Path), Is.Null);
        Assert.That(FileIdentity.Of(""), Is.Null);
        if (OperatingSystem.IsLinux())
            Assert.That(FileIdentity.Of("/dev/null"), Is.Null);
    }
}
