// A number as a type, so that the JIT compiler sees a constant and drops the branches that depend on it.
namespace Vdsh.Compute.Cpu;

/// <summary>A small compile-time number.</summary>
internal interface ICount
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}
