// A new result takes the place of the old one: behind the same links, with the same owner and rights, or not at all.
using System.Net.Sockets;
using System.Runtime.Versioning;
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "links, modes and pipes of Unix")]
public class ReplacedFileTests : DataTestBase
{
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    [TestCase(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead)]
    public void The_mode_stays_and_holds_for_the_unfinished_file_too(UnixFileMode mode)
    {
        Folder.Write("a", [1]);
        File.SetUnixFileMode(Folder["a"], mode);
        AtomicFile.Write(Folder["a"], stream =>
        {
            stream.Write([2]);
            Assert.That(Directory.GetFiles(Folder.Path).Select(File.GetUnixFileMode), Is.All.EqualTo(mode));
        });
        Assert.That(File.GetUnixFileMode(Folder["a"]), Is.EqualTo(mode));
        Assert.That(File.ReadAllBytes(Folder["a"]), Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public void Owner_and_group_stay()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Ignore("only root can give files away");
        Folder.Write("a", [1]);
        UnixTool.Run("chown", "12345:23456", Folder["a"]);
        AtomicFile.EnsureWritable(Folder["a"]);
        AtomicFile.Write(Folder["a"], stream => stream.Write([2]));
        Assert.That(UnixTool.Run("stat", "-c", "%u:%g", Folder["a"]).Trim(), Is.EqualTo("12345:23456"));
    }

    [Test]
    public void Extended_attributes_stay()
    {
        Folder.Write("a", [1]);
        if (UnixTool.Try("python3", "-c", "import os, sys; os.setxattr(sys.argv[1], 'user.note', b'kept')", Folder["a"]).Code is not 0)
            Assert.Ignore("python3 is missing, or this file system has no attributes of users");
        AtomicFile.Write(Folder["a"], stream => stream.Write([2]));
        Assert.That(UnixTool.Run("python3", "-c", "import os, sys; print(os.getxattr(sys.argv[1], 'user.note').decode(), end='')", Folder["a"]), Is.EqualTo("kept"));
    }

    [Test]
    public void A_symbolic_link_stays_and_its_target_is_replaced()
    {
        Folder.Write("there/target", [1]);
        File.SetUnixFileMode(Folder["there/target"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(Folder["second"], "there/target");
        File.CreateSymbolicLink(Folder["first"], Folder["second"]);
        AtomicFile.EnsureWritable(Folder["first"]);
        AtomicFile.Write(Folder["first"], stream => stream.Write([2]));
        Assert.That(File.ReadAllBytes(Folder["there/target"]), Is.EqualTo(new byte[] { 2 }));
        Assert.That(File.GetUnixFileMode(Folder["there/target"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(new FileInfo(Folder["first"]).LinkTarget, Is.EqualTo(Folder["second"]));
        Assert.That(new FileInfo(Folder["second"]).LinkTarget, Is.EqualTo("there/target"));
        Assert.That(Directory.GetFileSystemEntries(Folder["there"]), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_link_to_nothing_creates_its_target()
    {
        File.CreateSymbolicLink(Folder["link"], "new");
        AtomicFile.EnsureWritable(Folder["link"]);
        Assert.That(File.Exists(Folder["new"]), Is.False);
        AtomicFile.Write(Folder["link"], stream => stream.Write([1]));
        Assert.That(new FileInfo(Folder["link"]).LinkTarget, Is.EqualTo("new"));
        Assert.That(File.ReadAllBytes(Folder["new"]), Is.EqualTo(new byte[] { 1 }));
        File.CreateSymbolicLink(Folder["astray"], "none/new");
        AssertInputError(() => AtomicFile.EnsureWritable(Folder["astray"]), Folder["astray"], "none", "does not exist");
    }

    [Test]
    public void A_link_upwards_is_followed_as_the_system_follows_it()
    {
        Directory.CreateDirectory(Folder["far/deep"]);
        Directory.CreateSymbolicLink(Folder["near"], Folder["far/deep"]);
        File.CreateSymbolicLink(Folder["far/deep/link"], "../result");
        File.CreateSymbolicLink(Folder["around"], "near/../other");
        AtomicFile.Write(Folder["near/link"], stream => stream.Write([1]));
        AtomicFile.Write(Folder["around"], stream => stream.Write([2]));
        Assert.That(File.ReadAllBytes(Folder["far/result"]), Is.EqualTo(new byte[] { 1 }));
        Assert.That(File.ReadAllBytes(Folder["far/other"]), Is.EqualTo(new byte[] { 2 }));
        Assert.That(File.Exists(Folder["result"]) || File.Exists(Folder["other"]), Is.False);
    }

    [Test]
    public void A_pipe_and_a_socket_are_refused_and_stay()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("kinds of files are asked for on Linux");
        UnixTool.Run("mkfifo", Folder["pipe"]);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Folder["socket"]));
        File.CreateSymbolicLink(Folder["link"], "pipe");
        foreach (Action<string> attempt in (Action<string>[])[path => AtomicFile.Write(path, _ => Assert.Fail("nothing may be written")), AtomicFile.EnsureWritable])
        {
            AssertInputError(() => attempt(Folder["pipe"]), Folder["pipe"], "is a pipe", "/dev/stdout");
            AssertInputError(() => attempt(Folder["socket"]), "is a socket");
            AssertInputError(() => attempt(Folder["link"]), Folder["link"], "is a pipe");
        }
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Has.Length.EqualTo(3));
    }

    [Test]
    public void A_read_only_file_is_refused_and_kept()
    {
        Folder.Write("a", [1]);
        File.SetUnixFileMode(Folder["a"], UnixFileMode.UserRead | UnixFileMode.GroupRead);
        AssertInputError(() => AtomicFile.EnsureWritable(Folder["a"]), Folder["a"], "read-only");
        AssertInputError(() => AtomicFile.Write(Folder["a"], _ => Assert.Fail("nothing may be written")), "read-only");
        Assert.That(File.ReadAllBytes(Folder["a"]), Is.EqualTo(new byte[] { 1 }));
        Assert.That(Directory.GetFileSystemEntries(Folder.Path), Has.Length.EqualTo(1));
    }
}
