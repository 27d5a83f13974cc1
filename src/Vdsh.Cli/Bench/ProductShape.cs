// Products of training are not square, so a benchmark must name three sizes.
using System.Globalization;

namespace Vdsh.Cli.Bench;

/// <summary>The product of an m x k and a k x n matrix.</summary>
internal readonly record struct ProductShape(int M, int N, int K)
{
    /// <summary>Largest size.</summary>
    public const int Largest = 16384;

    /// <summary>Floating-point operations; a multiply-add counts as two.</summary>
    public double Flops => 2.0 * M * N * K;

    /// <summary>Reads "MxNxK", or "N" for a square product.</summary>
    public static bool TryParse(string text, out ProductShape shape)
    {
        string[] parts = text.Split('x');
        int[] sizes = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size <= Largest ? size : 0)];
        shape = sizes.Length == 1 ? new(sizes[0], sizes[0], sizes[0]) : sizes.Length == 3 ? new(sizes[0], sizes[1], sizes[2]) : default;
        return shape.M > 0 && shape.N > 0 && shape.K > 0;
    }

    /// <summary>"MxNxK".</summary>
    public override string ToString() => $"{M}x{N}x{K}";
}
