// Speed for accuracy, on each kind of device in its own way; it changes numbers, so whatever names a result names it too.
namespace Vdsh.Cli.Devices;

/// <summary>What the factors of matrix products may be rounded to.</summary>
internal enum FactorRounding
{
    /// <summary>Nothing: float32.</summary>
    None,

    /// <summary>11 significant bits, on a GPU's tensor cores: <c>--tf32</c>.</summary>
    Tf32,

    /// <summary>8 significant bits, on a CPU with AVX512-BF16: <c>--precision bf16</c>.</summary>
    BFloat16,
}
