namespace Vdsh.Cli.Devices;

/// <summary>The word before the colon of <c>--device</c>.</summary>
internal enum DeviceKind
{
    /// <summary>The best there is.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU or nothing.</summary>
    Cuda,
}
