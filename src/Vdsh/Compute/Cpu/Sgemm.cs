// Single-precision matrix products on pointers; the entry point for everything in the engine that multiplies matrices.
namespace Vdsh.Compute.Cpu;

/// <summary>
/// Blocked matrix products in float32, after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (ACM TOMS 34(3), 2008).
/// An element is, for each block of k in order, one chain of fused multiply-adds that starts from zero; the blocks are added in order, and their
/// length depends on k alone. So the bits of an element depend neither on threads, tiles and vector width nor on the other rows and columns.
/// With <see cref="ProductPrecision.BFloat16"/> the factors are rounded on their way into the panels, and sums are float32 as before.
/// </summary>
internal static unsafe class Sgemm
{
    // A packed chunk of a beyond this size would only fill memory; the rows are done in chunks instead.
    private const long PackedFloats = 8L << 20;

    /// <summary>Computes the product; <paramref name="width"/> must be resolved, not <see cref="VectorWidth.Best"/>.</summary>
    public static void Run(in GemmProblem problem, VectorWidth width, ProductPrecision precision, WorkerTeam team, PackBuffers packs)
    {
        if (problem.M == 0 || problem.N == 0)
            return;

        int rowsPerChunk = (int)Math.Clamp(PackedFloats / Math.Max(1, problem.K), 4 * GemmPlan.GroupRows, int.MaxValue);
        for (int row = 0; row < problem.M; row += rowsPerChunk)
        {
            GemmProblem chunk = problem.Rows(row, Math.Min(rowsPerChunk, problem.M - row));
            if (precision == ProductPrecision.BFloat16)
            {
                GemmJob<MicroKernelBf16>.Run(chunk, team, packs);
                continue;
            }
            switch (width)
            {
                case VectorWidth.Bits512:
                    GemmJob<MicroKernel512>.Run(chunk, team, packs);
                    break;
                case VectorWidth.Bits256:
                    GemmJob<MicroKernel256>.Run(chunk, team, packs);
                    break;
                default:
                    GemmJob<MicroKernel128>.Run(chunk, team, packs);
                    break;
            }
        }
    }
}
