// A yes or no as a type, for the same reason as ICount.
namespace Vdsh.Compute.Cpu;

/// <summary>A compile-time truth value.</summary>
internal interface IFlag
{
    /// <summary>The value.</summary>
    static abstract bool Value { get; }
}
