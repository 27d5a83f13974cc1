// Readers break at the ends of number ranges, so those are tried first.
using Vdsh.Data;

namespace Vdsh.Fuzz.Mutations;

/// <summary>Numbers at limits.</summary>
internal static class Limits
{
    private static readonly long[] Integers =
    [
        -1, 0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 127, 128, 255, 256, 4095, 4096, 4097, short.MaxValue, ushort.MaxValue, 1 << 16,
        1 << 20, 1 << 28, int.MaxValue - 1, int.MaxValue, 1L << 31, (1L << 31) + 1, uint.MaxValue, 1L << 32, 1L << 33,
        1L << 40, 1L << 53, 1L << 60, 1L << 61, 1L << 62, long.MaxValue - 1, long.MaxValue, long.MinValue, int.MinValue,
    ];

    private static readonly string[] Texts =
    [
        "1e999", "-1e999", "1e308", "1e-999", "NaN", "nan", "-nan", "Infinity", "-inf", "inf", "0x10", "1_000", "+5", "-0",
        "0.5", "00001", "1.", ".5", "18446744073709551615", "18446744073709551616", "99999999999999999999999999", "3L",
        "1e5", "", "-", "1,5", "\u0663", "true", "null", "1E+0", "2147483647.0", "0.1e-400", "NA", "?",
    ];

    private static readonly double[] Reals =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, 0.5, double.Epsilon, double.MaxValue, double.MinValue,
        float.MaxValue, float.MinValue, float.Epsilon, 1e38, 1e39, 65504, 65536, int.MaxValue, long.MaxValue,
    ];

    public static long Integer(SeededRandom random) => Integers[random.NextInt32(Integers.Length)];

    public static double Real(SeededRandom random) => Reals[random.NextInt32(Reals.Length)];

    /// <summary>A number as text, sometimes one that is none.</summary>
    public static string Text(SeededRandom random) => random.NextInt32(2) == 0
        ? Integer(random).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : Texts[random.NextInt32(Texts.Length)];
}
