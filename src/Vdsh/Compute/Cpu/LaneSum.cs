// Eight double lanes whatever the machine's vector width, so that sums have the same bits everywhere.
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>A running sum of products of floats in eight double lanes.</summary>
internal unsafe struct LaneSum
{
    /// <summary>Elements per step.</summary>
    public const int Step = 8;

    private Vector128<double> lane01;
    private Vector128<double> lane23;
    private Vector128<double> lane45;
    private Vector128<double> lane67;

    /// <summary>The sum over the lanes.</summary>
    public readonly double Total => Vector128.Sum(lane01 + lane45 + (lane23 + lane67));

    /// <summary>Adds the eight products a[i] b[i].</summary>
    public void Add(float* a, float* b)
    {
        Add(Vector128.Load(a), Vector128.Load(b), ref lane01, ref lane23);
        Add(Vector128.Load(a + 4), Vector128.Load(b + 4), ref lane45, ref lane67);
    }

    private static void Add(Vector128<float> a, Vector128<float> b, ref Vector128<double> low, ref Vector128<double> high)
    {
        low += Vector128.WidenLower(a) * Vector128.WidenLower(b);
        high += Vector128.WidenUpper(a) * Vector128.WidenUpper(b);
    }
}
