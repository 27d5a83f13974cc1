// Eight double lanes whatever the machine's vector width, so that sums have the same bits everywhere.
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>A running sum of products of floats in eight double lanes.</summary>
internal unsafe struct LaneSum
{
    /// <summary>Elements per step.</summary>
    public const int Step = 8;

    private Vector128<double> _lane01;
    private Vector128<double> _lane23;
    private Vector128<double> _lane45;
    private Vector128<double> _lane67;

    /// <summary>The sum over the lanes.</summary>
    public readonly double Total => Vector128.Sum(_lane01 + _lane45 + (_lane23 + _lane67));

    /// <summary>Adds the eight products a[i] b[i].</summary>
    public void Add(float* a, float* b)
    {
        Add(Vector128.Load(a), Vector128.Load(b), ref _lane01, ref _lane23);
        Add(Vector128.Load(a + 4), Vector128.Load(b + 4), ref _lane45, ref _lane67);
    }

    private static void Add(Vector128<float> a, Vector128<float> b, ref Vector128<double> low, ref Vector128<double> high)
    {
        low += Vector128.WidenLower(a) * Vector128.WidenLower(b);
        high += Vector128.WidenUpper(a) * Vector128.WidenUpper(b);
    }
}
