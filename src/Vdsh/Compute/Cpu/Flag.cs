// Both truth values as types.
namespace Vdsh.Compute.Cpu;

/// <summary>Yes and no.</summary>
internal static class Flag
{
    internal readonly struct Yes : IFlag
    {
        public static bool Value => true;
    }

    internal readonly struct No : IFlag
    {
        public static bool Value => false;
    }
}
