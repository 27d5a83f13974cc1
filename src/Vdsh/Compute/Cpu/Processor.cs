// The processor's own name, because a speed without the machine it was measured on says nothing.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Vdsh.Compute.Cpu;

/// <summary>What processor this is.</summary>
internal static class Processor
{
    // CPUID leaves that return the brand string (AMD64 Architecture Programmer's Manual, volume 3, appendix E.4).
    private const int HighestExtendedLeaf = unchecked((int)0x80000000);
    private const int FirstBrandLeaf = unchecked((int)0x80000002);
    private const int LastBrandLeaf = unchecked((int)0x80000004);

    public static string Name { get; } = ReadName();

    private static string ReadName()
    {
        string fallback = $"{RuntimeInformation.ProcessArchitecture} processor";
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(HighestExtendedLeaf, 0).Eax < unchecked((uint)LastBrandLeaf))
            return fallback;

        Span<int> brand = stackalloc int[12];
        for (int leaf = FirstBrandLeaf, at = 0; leaf <= LastBrandLeaf; leaf++, at += 4)
            (brand[at], brand[at + 1], brand[at + 2], brand[at + 3]) = X86Base.CpuId(leaf, 0);
        string name = Encoding.ASCII.GetString(MemoryMarshal.AsBytes(brand)).Trim('\0', ' ');
        return name.Length > 0 ? name : fallback;
    }
}
