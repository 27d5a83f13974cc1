// Which engine --device means: an explicit choice never degrades silently, 'auto' takes what there is.
using System.Globalization;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal readonly record struct DeviceChoice(string Kind)
{
    /// <summary>Why 'auto' means the CPU in this build.</summary>
    public const string AutoReason = "this build has no CUDA engine";

    /// <exception cref="InputException">The text is no device, or a device that this build does not have.</exception>
    public static DeviceChoice Parse(string text)
    {
        string[] parts = text.Split(':');
        bool numbered = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return parts[0] switch
        {
            "auto" or "cpu" when parts.Length == 1 => new DeviceChoice(parts[0]),
            "cuda" when parts.Length == 1 || numbered => throw new InputException(
                $"--device {text} cannot be used: this build has no CUDA engine; use --device cpu or --device auto."),
            _ => throw new InputException($"--device must be auto, cpu or cuda[:N], not '{text}'."),
        };
    }

    public IComputeBackend Create(int threads) => new CpuBackend(new CpuBackendOptions { Threads = threads });
}
