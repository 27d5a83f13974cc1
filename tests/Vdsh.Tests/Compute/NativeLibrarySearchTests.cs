// The native library is optional, so every way of not finding it must be as sound as finding it.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;
using Vdsh.Tests.Data;

namespace Vdsh.Tests.Compute;

internal sealed class NativeLibrarySearchTests
{
    [Test]
    public void Switched_off_nothing_is_tried([Values("off", "0")] string choice)
    {
        NativeLibrarySearch search = NativeLibrarySearch.Run(choice, AppContext.BaseDirectory);
        Assert.That((search.Isa, search.Path, search.Complaint, search.Tried.Count), Is.EqualTo((NativeIsa.None, (string?)null, (string?)null, 0)));
        Assert.That(search.Export("vdsh_cpu_best"), Is.EqualTo((nint)0));
    }

    [Test]
    public void A_folder_without_the_library_is_no_error()
    {
        using var folder = new TemporaryFolder();
        NativeLibrarySearch search = NativeLibrarySearch.Run(null, folder.Path);
        Assert.That((search.Isa, search.Complaint), Is.EqualTo((NativeIsa.None, (string?)null)));
        Assert.That(search.Tried.Select(file => file.Why), Is.All.EqualTo("does not exist"));
    }

    [Test]
    public void An_explicit_choice_that_fails_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.That(NativeLibrarySearch.Run(folder.Path, AppContext.BaseDirectory).Complaint, Does.Contain(folder.Path).And.Contain("does not exist").And.Contain("VDSH_NATIVE"));
        string file = Path.Combine(folder.Path, NativeLibrarySearch.FileName);
        File.WriteAllText(file, "no library");
        Assert.That(NativeLibrarySearch.Run(file, AppContext.BaseDirectory).Complaint, Does.Contain("is not a library that this system loads"));
        Assert.That(NativeLibrarySearch.Run(null, folder.Path).Complaint, Is.Null);
    }

    [Test]
    public void Another_library_is_refused()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The name of another library is known on Linux only.");
        string other = "/lib/x86_64-linux-gnu/libm.so.6";
        if (!File.Exists(other))
            Assert.Ignore($"{other} is not there.");
        Assert.That(NativeLibrarySearch.Run(other, AppContext.BaseDirectory).Complaint, Does.Contain("is not the library of native/cpu"));
    }

    [Test]
    public void The_library_of_the_checkout_is_found_from_below_it()
    {
        string? path = NativeHamming.LibraryPath;
        if (path is null)
            Assert.Ignore("The native library is not built (./build.sh native), or VDSH_NATIVE switches it off.");
        NativeLibrarySearch search = NativeLibrarySearch.Run(Path.GetDirectoryName(path), "/");
        Assert.That((search.Complaint, search.Isa), Is.EqualTo(((string?)null, NativeHamming.Isa)));
        Assert.That(NativeKernels.Find().HammingKernel, Does.Contain(search.Isa >= NativeIsa.Avx512 ? "native library" : "managed").Or.Contain("AVX2"));
    }
}
