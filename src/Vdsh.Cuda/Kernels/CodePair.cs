// Queries and database of a scan on the device.
namespace Vdsh.Cuda.Kernels;

/// <summary>Packed codes, row-major words of 64 bits.</summary>
/// <param name="Queries">Address of the query codes.</param>
/// <param name="QueryCount">Queries, at least 1.</param>
/// <param name="Database">Address of the database codes.</param>
/// <param name="ItemCount">Database items, at least 1.</param>
/// <param name="Words">Words of a code.</param>
internal readonly record struct CodePair(nuint Queries, int QueryCount, nuint Database, int ItemCount, int Words);
