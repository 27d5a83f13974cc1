// Single-precision matrix products on pointers; the entry point for everything in the engine that multiplies matrices.
using System.Runtime.Intrinsics;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// Blocked matrix products in float32, after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (ACM TOMS 34(3), 2008).
/// An element is, for each block of k in order, one chain of fused multiply-adds that starts from zero; the blocks are added in order, and their
/// length depends on k alone. So the bits of an element depend neither on threads, tiles and vector width nor on the other rows and columns.
/// With <see cref="ProductKernel.Bf16"/> and <see cref="ProductKernel.Amx"/> the factors are rounded on their way into the panels, and sums are float32 as
/// before, two or 32 products at a time.
/// </summary>
internal static unsafe class Sgemm
{
    // A packed chunk of a beyond this size would only fill memory; the rows are done in chunks instead.
    private const long PackedFloats = 8L << 20;

    /// <summary>Computes the product with a kernel that this machine has.</summary>
    public static void Run(in GemmProblem problem, ProductKernel kernel, WorkerTeam team, PackBuffers packs)
    {
        if (problem.M == 0 || problem.N == 0)
            return;

        if (kernel <= ProductKernel.Vector512 && SparsePlan.Suits(problem))
        {
            RunSparse(problem, kernel, team, packs);
            return;
        }

        int rowsPerChunk = (int)Math.Clamp(PackedFloats / Math.Max(1, problem.K), 4 * GemmPlan.GroupRows, int.MaxValue);
        for (int row = 0; row < problem.M; row += rowsPerChunk)
        {
            GemmProblem chunk = problem.Rows(row, Math.Min(rowsPerChunk, problem.M - row));
            switch (kernel)
            {
                case ProductKernel.Amx:
                    GemmJob<MicroKernelAmx>.Run(chunk, team, packs);
                    break;
                case ProductKernel.Bf16:
                    GemmJob<MicroKernelBf16>.Run(chunk, team, packs);
                    break;
                case ProductKernel.Vector512:
                    GemmJob<MicroKernel512>.Run(chunk, team, packs);
                    break;
                case ProductKernel.Vector256:
                    GemmJob<MicroKernel256>.Run(chunk, team, packs);
                    break;
                default:
                    GemmJob<MicroKernel128>.Run(chunk, team, packs);
                    break;
            }
        }
    }

    private static void RunSparse(in GemmProblem problem, ProductKernel kernel, WorkerTeam team, PackBuffers packs)
    {
        switch (kernel)
        {
            case ProductKernel.Vector512:
                SparseJob<Lanes512, Vector512<float>>.Run(problem, team, packs);
                break;
            case ProductKernel.Vector256:
                SparseJob<Lanes256, Vector256<float>>.Run(problem, team, packs);
                break;
            default:
                SparseJob<Lanes128, Vector128<float>>.Run(problem, team, packs);
                break;
        }
    }
}
