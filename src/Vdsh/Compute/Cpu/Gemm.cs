// What an algorithm needs to multiply matrices: threads, kernel and work space in one hand.
namespace Vdsh.Compute.Cpu;

/// <summary>Runs matrix products on one team of threads.</summary>
internal sealed unsafe class Gemm
{
    private readonly PackBuffers packs;

    public Gemm(WorkerTeam team, ProductKernel kernel)
    {
        Team = team;
        Kernel = kernel;
        packs = new PackBuffers(team.Workers);
    }

    public WorkerTeam Team { get; }

    public ProductKernel Kernel { get; }

    /// <summary>Computes a product.</summary>
    public void Run(in GemmProblem problem) => Sgemm.Run(problem, Kernel, Team, packs);

    public void Free() => packs.Free();
}
