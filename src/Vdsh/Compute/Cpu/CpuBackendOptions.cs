// What a caller may choose about the CPU backend; the defaults suit every machine.
namespace Vdsh.Compute;

/// <summary>Options of <see cref="CpuBackend"/>.</summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed record CpuBackendOptions
{
    /// <summary>Threads that share the work, the calling one included; at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Vector width of the matrix products; anything but <see cref="VectorWidth.Best"/> is meant for tests and measurements.</summary>
    public VectorWidth VectorWidth { get; init; } = VectorWidth.Best;

    /// <summary>
    /// What the factors of <see cref="IComputeBackend.Multiply"/>, <see cref="IComputeBackend.Affine"/>, <see cref="IComputeBackend.BackMultiplier"/> and
    /// <see cref="IComputeBackend.GramMoment"/> are rounded to. <see cref="ProductPrecision.BFloat16"/> needs <see cref="CpuBackend.HasBFloat16"/>.
    /// </summary>
    public ProductPrecision Precision { get; init; } = ProductPrecision.Float32;

    /// <summary>Whether products of bfloat16 may use AMX where it is there; without is meant for tests and measurements.</summary>
    public bool Amx { get; init; } = true;
}
