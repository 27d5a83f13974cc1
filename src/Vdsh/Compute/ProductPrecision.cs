// Speed that costs accuracy is never chosen for a user, so it has a name of its own.
namespace Vdsh.Compute;

/// <summary>What the factors of matrix products are rounded to; sums are float32 always.</summary>
public enum ProductPrecision
{
    /// <summary>Not at all: float32.</summary>
    Float32,

    /// <summary>bfloat16: 8 significant bits, the range of float32. On the CPU by AMX or AVX512-BF16 through the optional native library.</summary>
    BFloat16,
}
