// Packs the factors that several tasks of a product will read.
namespace Vdsh.Compute.Cpu;

/// <summary>Packs all of a and all of b, as far as they are shared.</summary>
internal unsafe struct PackJob<TKernel> : ITeamJob where TKernel : struct, IMicroKernel
{
    // So many floats take some microseconds.
    private const int TaskFloats = 32 * 1024;

    private GemmFactors<TKernel> _factors;
    private int _panelsA;
    private int _panelsB;
    private int _tasksA;

    public static void Run(in GemmFactors<TKernel> factors, WorkerTeam team)
    {
        GemmPlan plan = factors.Plan;
        int blockPanelsA = factors.SharedA == null ? 0 : plan.Blocks * plan.RowPanels;
        int blockPanelsB = factors.SharedB == null ? 0 : plan.Blocks * plan.ColumnPanels;
        PackJob<TKernel> job = new()
        {
            _factors = factors,
            _panelsA = Math.Max(1, TaskFloats / (plan.BlockK * plan.TileRows)),
            _panelsB = Math.Max(1, TaskFloats / (plan.BlockK * plan.TileColumns)),
        };
        job._tasksA = (blockPanelsA + job._panelsA - 1) / job._panelsA;
        team.Run(ref job, job._tasksA + ((blockPanelsB + job._panelsB - 1) / job._panelsB));
    }

    public readonly void Execute(int task, int worker)
    {
        if (task < _tasksA)
        {
            int panels = _factors.Plan.RowPanels, last = Math.Min(panels * _factors.Plan.Blocks, (task + 1) * _panelsA);
            for (int i = task * _panelsA; i < last; i++)
                _factors.PackA(i / panels, i % panels, _factors.SharedPanelA(i / panels, i % panels));
        }
        else
        {
            int panels = _factors.Plan.ColumnPanels, last = Math.Min(panels * _factors.Plan.Blocks, (task - _tasksA + 1) * _panelsB);
            for (int i = (task - _tasksA) * _panelsB; i < last; i++)
                _factors.PackB(i / panels, i % panels, _factors.SharedPanelB(i / panels, i % panels));
        }
    }
}
