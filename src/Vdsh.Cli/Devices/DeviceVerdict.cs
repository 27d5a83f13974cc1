// doctor's answer to the question behind all the others: what will run, and why.
namespace Vdsh.Cli.Devices;

/// <summary>What a choice of device comes to on this machine.</summary>
/// <param name="Device">cpu, cuda:N, or null where the command would fail.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sentence">Both in words.</param>
internal sealed record DeviceVerdict(string? Device, string Reason, string Sentence)
{
    public static DeviceVerdict Of(DeviceChoice choice, CudaFindings cuda)
    {
        if (choice.Kind == DeviceKind.Cpu)
            return new DeviceVerdict("cpu", "it was asked for", "--device cpu takes the CPU");
        string asked = choice.Kind == DeviceKind.Auto ? "--device auto" : $"--device cuda:{choice.Index}";
        if (cuda.ObstacleTo(choice.Index) is not string obstacle)
        {
            string name = cuda.Gpus[choice.Index].Name;
            return new DeviceVerdict($"cuda:{choice.Index}", $"{name} and cuBLAS are there", $"{asked} takes cuda:{choice.Index}: {name} and cuBLAS are there");
        }
        return choice.Kind == DeviceKind.Auto
            ? new DeviceVerdict("cpu", obstacle, $"{asked} takes the CPU: {obstacle}")
            : new DeviceVerdict(null, obstacle, $"{asked} fails: {obstacle}");
    }
}
