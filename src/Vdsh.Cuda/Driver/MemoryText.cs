// Byte counts in messages are read by people.
using System.Globalization;

namespace Vdsh.Cuda.Driver;

/// <summary>Writes numbers of bytes.</summary>
internal static class MemoryText
{
    /// <summary>Such as "12.5 MiB".</summary>
    public static string Of(ulong bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        < 1UL << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.##} GiB"),
    };
}
