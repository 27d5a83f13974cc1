// A scan does not care whether its database comes with the call or was handed over before.
namespace Vdsh.Cuda.Compute;

/// <summary>A database in the caller's memory, or one that the device holds.</summary>
internal readonly ref struct ScannedCodes
{
    /// <summary>Codes in the caller's memory.</summary>
    public ScannedCodes(ReadOnlySpan<ulong> host)
    {
        Host = host;
        Words = host.Length;
    }

    /// <summary>Codes on the device.</summary>
    public ScannedCodes(CudaHeldCodes held)
    {
        Held = held;
        Words = held.Words;
    }

    /// <summary>The words in the caller's memory; empty where the device holds them.</summary>
    public ReadOnlySpan<ulong> Host { get; }

    /// <summary>The codes on the device, or null.</summary>
    public CudaHeldCodes? Held { get; }

    /// <summary>Words of all codes.</summary>
    public int Words { get; }
}
