// Rounding to bfloat16 as the format defines it, bit by bit, beside the instruction that does it.
namespace Vdsh.Tests.Compute;

internal static class Bf16
{
    /// <summary>The nearest bfloat16, of two the even one; a denormal number counts as zero, of its sign.</summary>
    public static float Round(float value)
    {
        if (float.IsNaN(value) || float.IsInfinity(value))
            return value;
        if (float.IsSubnormal(value))
            return MathF.CopySign(0, value);
        uint bits = BitConverter.SingleToUInt32Bits(value), rest = bits & 0xffff, kept = bits >> 16;
        bool up = rest > 0x8000 || (rest == 0x8000 && (kept & 1) == 1);
        return BitConverter.UInt32BitsToSingle((kept + (up ? 1u : 0)) << 16);
    }

    public static float[,] Round(float[,] values)
    {
        float[,] rounded = new float[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < rounded.GetLength(0); i++)
        {
            for (int j = 0; j < rounded.GetLength(1); j++)
                rounded[i, j] = Round(values[i, j]);
        }
        return rounded;
    }
}
