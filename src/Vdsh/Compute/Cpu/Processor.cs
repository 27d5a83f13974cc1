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
        if (name.Length == 0)
            name = fallback;
        // Virtual machines hide the model in the name, yet processors of different speed must not look alike.
        return name.Any(char.IsAsciiDigit) ? name : $"{name} ({FamilyAndModel(X86Base.CpuId(1, 0).Eax)})";
    }

    // CPUID leaf 1: the extended family counts in the highest basic family only; the extended model there and in Intel's family 6 (same manual, E.3.2;
    // Intel 64 Architectures Software Developer's Manual, volume 2A, CPUID).
    internal static string FamilyAndModel(int signature)
    {
        int family = (signature >> 8) & 15, model = (signature >> 4) & 15;
        if (family is 6 or 15)
            model += ((signature >> 16) & 15) << 4;
        if (family == 15)
            family += (signature >> 20) & 255;
        return $"family {family}, model {model}";
    }
}
