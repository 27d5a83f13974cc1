// Reads result archives in the tests without the library's own reader, as another tool would.
using System.IO.Compression;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

internal static class NpzContent
{
    /// <summary>An array of an archive, checked for its type and shape as numpy would print them.</summary>
    public static T[] Read<T>(string path, string name, string type, string shape) where T : unmanaged
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        using Stream stream = archive.GetEntry(name + ".npy")!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        (string header, byte[] data) = Blobs.ReadNpy(copy.ToArray());
        Assert.That(header, Does.Contain($"'{type}'").And.Contain($"({shape})").And.Contain("'fortran_order': False"), name);
        return MemoryMarshal.Cast<byte, T>(data).ToArray();
    }

    /// <summary>Names of the arrays of an archive, sorted.</summary>
    public static IReadOnlyList<string> Names(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return [.. archive.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal)];
    }
}
