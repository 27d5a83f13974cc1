// Which engine --device means: an explicit choice never degrades, 'auto' takes what there is and says what it missed.
using System.Globalization;
using Vdsh.Cuda;
using Vdsh.Data;

namespace Vdsh.Cli.Devices;

/// <summary>A parsed <c>--device</c>.</summary>
/// <param name="Kind">The word before the colon.</param>
/// <param name="Index">Number of the GPU.</param>
/// <param name="IsGiven">Whether the user wrote the option.</param>
/// <param name="Rounding">What the factors of products are rounded to.</param>
internal sealed record DeviceChoice(DeviceKind Kind, int Index, bool IsGiven, FactorRounding Rounding)
{
    /// <exception cref="InputException">The text is no device, or a rounding was asked of a device that has none.</exception>
    public static DeviceChoice Parse(string text, bool isGiven, FactorRounding rounding)
    {
        string[] parts = text.Split(':');
        int index = 0;
        bool numbered = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index);
        DeviceKind kind = parts[0] switch
        {
            "auto" when parts.Length == 1 => DeviceKind.Auto,
            "cpu" when parts.Length == 1 => DeviceKind.Cpu,
            "cuda" when parts.Length == 1 || numbered => DeviceKind.Cuda,
            _ => throw new InputException($"--device must be auto, cpu or cuda[:N], not '{text}'."),
        };
        if (rounding == FactorRounding.Tf32 && kind != DeviceKind.Cuda)
            throw new InputException($"--tf32 needs --device cuda, not --device {text}: TF32 is a mode of NVIDIA's tensor cores.");
        if (rounding == FactorRounding.BFloat16 && kind == DeviceKind.Cuda)
            throw new InputException($"--precision bf16 needs --device cpu, not --device {text}: it is a mode of the CPU engine; on a GPU there is --tf32.");
        return new DeviceChoice(kind, index, isGiven, rounding);
    }

    /// <summary>Opens the device.</summary>
    /// <param name="threads">Threads of the CPU engine.</param>
    /// <param name="note">Receives one line where 'auto' makes do with the CPU, or the GPU is an emulator.</param>
    /// <exception cref="DeviceUnavailableException">The GPU asked for cannot be used, or the processor lacks the rounding asked for.</exception>
    public ComputeDevice Open(int threads, Action<string> note)
    {
        if (Kind == DeviceKind.Cpu || Rounding == FactorRounding.BFloat16)
            return CpuDevice.Open(threads, Rounding);
        try
        {
            var device = CudaDevice.Open(Index, Rounding == FactorRounding.Tf32);
            if (device.IsEmulated)
                note($"{device.Backend.Description}: AN EMULATOR, NOT A GPU; its times mean nothing.");
            return device;
        }
        catch (DeviceUnavailableException exception) when (Kind == DeviceKind.Auto)
        {
            // Nobody who has no NVIDIA driver and asked for no device wants to read about it every time.
            if (IsGiven || CudaDiagnostics.Collect().DriverLibrary is not null)
                note($"--device auto takes the CPU: {exception.Message}");
            return CpuDevice.Open(threads, Rounding);
        }
    }
}
