// One named array on its way into an .npz archive.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>A named array for <see cref="NpzFile"/>.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class NpzArray
{
    private readonly Action<Stream> write;

    private NpzArray(string name, Action<Stream> write)
    {
        Name = name;
        this.write = write;
    }

    /// <summary>The name under which numpy finds the array.</summary>
    public string Name { get; }

    /// <summary>Names an array.</summary>
    /// <param name="name">The name; not empty.</param>
    /// <param name="values">The elements in C order; byte, int, long or float; kept, not copied.</param>
    /// <param name="shape">The dimensions; their product is the number of values.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static NpzArray Create<T>(string name, T[] values, params int[] shape) where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new NpzArray(name, stream => NpyWriter.Write<T>(stream, values, shape));
    }

    internal void WriteTo(Stream stream) => write(stream);
}
