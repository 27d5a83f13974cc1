// A stretch of inputs.
namespace Vdsh.Compute.Cpu;

/// <summary>Inputs that are multiplied together.</summary>
/// <param name="Start">The first.</param>
/// <param name="Length">How many.</param>
/// <param name="StartsBlock">Whether chains of sums start with it.</param>
/// <param name="EndsBlock">Whether they end with it.</param>
internal readonly record struct SparseSection(int Start, int Length, bool StartsBlock, bool EndsBlock);
