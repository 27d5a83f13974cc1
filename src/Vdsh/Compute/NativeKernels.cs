// Whether the optional native kernels are in use decides the speed of search and what can be asked for, so a program can ask, and vdsh doctor shows it.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

/// <summary>What was found of the optional native library, and what follows for searches and products on the CPU.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record NativeKernels
{
    private NativeKernels()
    {
    }

    /// <summary>The library in use; null where there is none and managed code does the work.</summary>
    public string? LibraryPath { get; private init; }

    /// <summary>The instructions that Hamming scans use, in words.</summary>
    public required string HammingKernel { get; init; }

    /// <summary>Whether products of bfloat16 are there to be asked for.</summary>
    public bool HasBFloat16 { get; private init; }

    /// <summary>Whether they run on the tiles of AMX.</summary>
    public bool HasAmx { get; private init; }

    /// <summary>Every file that was tried, with why it is not used (null: it is).</summary>
    public required IReadOnlyList<(string Path, string? Why)> Tried { get; init; }

    /// <summary>What is wrong with the library that VDSH_NATIVE names; searches refuse to start then. Null where all is well.</summary>
    public string? Complaint { get; private init; }

    /// <summary>Asks for the state of this process; it never changes.</summary>
    public static NativeKernels Find() => new()
    {
        LibraryPath = NativeHamming.LibraryPath,
        HammingKernel = HammingKernelSupport.Name(NativeHamming.Complaint is null ? HammingKernelSupport.Best : HammingKernelSupport.BestManaged),
        HasBFloat16 = NativeBf16.IsSupported,
        HasAmx = NativeAmx.IsSupported,
        Tried = NativeHamming.Tried,
        Complaint = NativeHamming.Complaint,
    };
}
