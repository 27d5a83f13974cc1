// What the engine believes an entry takes, written once and compared with the PTX, so that a changed kernel is refused instead of launched.
namespace Vdsh.Cuda.Kernels;

/// <summary>An entry of a PTX family and the kinds of its parameters.</summary>
/// <param name="Family">The PTX file.</param>
/// <param name="Name">The entry.</param>
/// <param name="Parameters">One letter each: p pointer, l 64-bit integer, d double, i 32-bit integer, f float32.</param>
internal sealed record KernelSignature(string Family, string Name, string Parameters)
{
    /// <summary>Bytes of a parameter.</summary>
    public int SizeOf(int parameter) => Parameters[parameter] switch
    {
        'p' or 'l' or 'd' => 8,
        'i' or 'f' => 4,
        _ => throw new InvalidOperationException($"Signature of {Name}: '{Parameters[parameter]}' is no kind of parameter."),
    };

    /// <summary>Compares with the parameter list of the PTX.</summary>
    /// <param name="sizes">Bytes of each parameter there.</param>
    /// <exception cref="InvalidOperationException">Their number or sizes differ.</exception>
    public void Require(IReadOnlyList<int> sizes)
    {
        bool same = sizes.Count == Parameters.Length && Enumerable.Range(0, sizes.Count).All(i => sizes[i] == SizeOf(i));
        if (!same)
        {
            throw new InvalidOperationException(
                $"Kernel {Name} of {Family}.ptx takes parameters of {string.Join(", ", sizes)} bytes, this engine passes "
                + $"{string.Join(", ", Enumerable.Range(0, Parameters.Length).Select(SizeOf))}: the PTX belongs to another version; rebuild both together.");
        }
    }
}
