// What a search takes of each query's items, and where it goes.
namespace Vdsh.Cuda.Kernels;

/// <summary>Addresses of arrays over queries.</summary>
/// <param name="Distance">Largest distance taken.</param>
/// <param name="Count">Items taken at that distance.</param>
/// <param name="Starts">Queries x (bits+1): where the items of a distance begin inside the results of the query.</param>
/// <param name="Before">Queries x slices x (bits+1): items at a distance in the slices before, or 0 for a single slice.</param>
/// <param name="RowOffsets">Where the results of the query begin.</param>
internal readonly record struct CollectionLimits(nuint Distance, nuint Count, nuint Starts, nuint Before, nuint RowOffsets);
