// What an algorithm needs to multiply matrices: threads, vector width and work space in one hand.
namespace Vdsh.Compute.Cpu;

/// <summary>Runs matrix products on one team of threads.</summary>
internal sealed unsafe class Gemm
{
    private readonly PackBuffers packs;

    public Gemm(WorkerTeam team, VectorWidth width, ProductPrecision precision = ProductPrecision.Float32)
    {
        Team = team;
        Width = width;
        Precision = precision;
        packs = new PackBuffers(team.Workers);
    }

    public WorkerTeam Team { get; }

    public VectorWidth Width { get; }

    public ProductPrecision Precision { get; }

    /// <summary>Computes a product.</summary>
    public void Run(in GemmProblem problem) => Sgemm.Run(problem, Width, Precision, Team, packs);

    public void Free() => packs.Free();
}
