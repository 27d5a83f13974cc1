// One source for all vector widths, where a kernel is simple enough to keep its registers that way.
using System.Diagnostics.CodeAnalysis;

namespace Vdsh.Compute.Cpu;

/// <summary>Arithmetic on vectors of one width; the calls disappear in compiled code.</summary>
internal unsafe interface ILanes<TVector> where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    static abstract TVector Load(float* from);

    static abstract void Store(TVector value, float* to);

    static abstract TVector Broadcast(float value);

    /// <summary>Four floats, again and again.</summary>
    static abstract TVector LoadFour(float* from);

    /// <summary>One of the four (counted from 0), everywhere.</summary>
    static abstract TVector OneOfFour(TVector four, [ConstantExpected] int which);

    /// <summary>a b + sum, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector sum);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>0 where the value is 0 or less; NaN stays.</summary>
    static abstract TVector Rectify(TVector value);
}
