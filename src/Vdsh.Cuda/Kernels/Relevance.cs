// By what a histogram tells relevant items from others.
namespace Vdsh.Cuda.Kernels;

/// <summary>Addresses of labels: either both classes or both masks, the others 0.</summary>
/// <param name="QueryClasses">Class per query.</param>
/// <param name="DatabaseClasses">Class per item.</param>
/// <param name="QueryMasks">Masks of the queries.</param>
/// <param name="DatabaseMasks">Masks of the items.</param>
/// <param name="MaskWords">Words of 64 bits of a mask.</param>
/// <param name="Grades">Grades of relevance.</param>
/// <param name="Excluded">Item per query that is not counted (-1: none), or 0.</param>
internal readonly record struct Relevance(
    nuint QueryClasses, nuint DatabaseClasses, nuint QueryMasks, nuint DatabaseMasks, int MaskWords, int Grades, nuint Excluded);
