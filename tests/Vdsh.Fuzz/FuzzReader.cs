// One way from bytes to objects: what good input looks like, how it is put together, and what is done with what was read.
using Vdsh.Data;

namespace Vdsh.Fuzz;

/// <summary>A reader under test.</summary>
/// <param name="name">Name on the command line; no hyphen, since names of failing inputs begin with it.</param>
/// <param name="fileName">Name of the file that holds the input.</param>
internal abstract class FuzzReader(string name, string fileName)
{
    private Part[][]? seeds;

    public string Name { get; } = name;

    public string FileName { get; } = fileName;

    /// <summary>Good inputs in pieces; made once.</summary>
    public IReadOnlyList<Part[]> Seeds => seeds ??= [.. CreateSeeds()];

    /// <summary>Words that mean something to the reader.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Its share of the inputs, relative to that of other readers: less where an input takes long.</summary>
    public virtual double Weight => 1;

    /// <summary>Whether other threads than the caller's allocate for it.</summary>
    public virtual bool UsesOtherThreads => false;

    /// <summary>Puts an input together: lengths and checksums fit the pieces, as far as the reader would otherwise stop there.</summary>
    public virtual byte[] Join(Part[] parts, SeededRandom random) => [.. parts.SelectMany(part => part.Bytes)];

    /// <summary>What is done to a finished input, such as compressing it.</summary>
    public virtual byte[] Wrap(byte[] input, SeededRandom random) => input;

    /// <summary>Reads the input in every way there is, and uses what was read.</summary>
    public abstract void Use(Trial trial);

    protected abstract IEnumerable<Part[]> CreateSeeds();
}
