// doctor's answer to the question behind all the others: what will run, and why.
using Vdsh.Cuda;

namespace Vdsh.Cli.Devices;

/// <summary>What a choice of device comes to on this machine.</summary>
/// <param name="Device">cpu, cuda:N, or null where a command would fail.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sentence">Both in words.</param>
internal sealed record DeviceVerdict(string? Device, string Reason, string Sentence)
{
    public static DeviceVerdict Of(DeviceChoice choice, CudaDiagnostics cuda)
    {
        if (choice.Kind == DeviceKind.Cpu)
            return new DeviceVerdict("cpu", "it was asked for", "--device cpu takes the CPU");
        string asked = choice.Kind == DeviceKind.Auto ? "--device auto" : $"--device cuda:{choice.Index}";
        if (Obstacle(cuda, choice.Index) is string obstacle)
        {
            return choice.Kind == DeviceKind.Auto
                ? new DeviceVerdict("cpu", obstacle, $"{asked} takes the CPU: {obstacle}")
                : new DeviceVerdict(null, obstacle, $"{asked} fails: {obstacle}");
        }
        string reason = $"{cuda.Devices[choice.Index].DeviceName} and cuBLAS are there";
        return new DeviceVerdict($"cuda:{choice.Index}", reason, $"{asked} takes cuda:{choice.Index}: {reason}");
    }

    private static string? Obstacle(CudaDiagnostics cuda, int index)
    {
        if (cuda.Reason is not null)
            return cuda.Reason;
        return index < cuda.Devices.Count
            ? null
            : $"there is no device {index}; the driver reports {string.Join(", ", cuda.Devices.Select(device => $"{device.DeviceId} ({device.DeviceName})"))}.";
    }
}
