// The tile sizes for which the micro-kernels are compiled.
namespace Vdsh.Compute.Cpu;

/// <summary>The numbers in use.</summary>
internal static class Count
{
    internal readonly struct One : ICount
    {
        public static int Value => 1;
    }

    internal readonly struct Two : ICount
    {
        public static int Value => 2;
    }

    internal readonly struct Four : ICount
    {
        public static int Value => 4;
    }

    internal readonly struct Six : ICount
    {
        public static int Value => 6;
    }

    internal readonly struct Eight : ICount
    {
        public static int Value => 8;
    }

    internal readonly struct Twelve : ICount
    {
        public static int Value => 12;
    }
}
