// What an algorithm needs to multiply matrices: threads, vector width and work space in one hand.
namespace Vdsh.Compute.Cpu;

/// <summary>Runs matrix products on one team of threads.</summary>
internal sealed unsafe class Gemm
{
    private readonly PackBuffers packs;

    public Gemm(WorkerTeam team, VectorWidth width)
    {
        Team = team;
        Width = width;
        packs = new PackBuffers(team.Workers);
    }

    public WorkerTeam Team { get; }

    public VectorWidth Width { get; }

    /// <summary>Computes a product.</summary>
    public void Run(in GemmProblem problem) => Sgemm.Run(problem, Width, Team, packs);

    public void Free() => packs.Free();
}
