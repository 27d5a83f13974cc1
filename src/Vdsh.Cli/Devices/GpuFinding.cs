// What doctor tells of one GPU.
namespace Vdsh.Cli.Devices;

/// <summary>A GPU that the driver reports.</summary>
/// <param name="Index">Number N of <c>--device cuda:N</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="ComputeCapability">Such as 8.0.</param>
/// <param name="Multiprocessors">Number of multiprocessors.</param>
/// <param name="MemoryBytes">Memory of the device.</param>
/// <param name="IsEmulated">Whether it is the test emulator.</param>
internal sealed record GpuFinding(int Index, string Name, string ComputeCapability, int Multiprocessors, long MemoryBytes, bool IsEmulated);
