// Packs the factors that several tasks of a product will read.
namespace Vdsh.Compute.Cpu;

/// <summary>Packs all of a and all of b, as far as they are shared.</summary>
internal unsafe struct PackJob<TKernel> : ITeamJob where TKernel : struct, IMicroKernel
{
    // So many neighbouring floats of a factor make long runs to read, and a task of some microseconds.
    private const int TaskColumns = 384;

    private GemmFactors<TKernel> _factors;
    private int _groupA;
    private int _groupB;
    private int _groupsA;
    private int _groupsB;
    private int _tasksA;

    public static void Run(in GemmFactors<TKernel> factors, WorkerTeam team)
    {
        GemmPlan plan = factors.Plan;
        PackJob<TKernel> job = new()
        {
            _factors = factors,
            _groupA = Math.Min(TaskColumns / plan.TileRows, Halved(plan.RowPanels)),
            _groupB = Math.Min(TaskColumns / plan.TileColumns, Halved(plan.ColumnPanels)),
        };
        job._groupsA = (plan.RowPanels + job._groupA - 1) / job._groupA;
        job._groupsB = (plan.ColumnPanels + job._groupB - 1) / job._groupB;
        job._tasksA = factors.SharedA == null ? 0 : plan.Blocks * job._groupsA;
        team.Run(ref job, job._tasksA + (factors.SharedB == null ? 0 : plan.Blocks * job._groupsB));
    }

    public readonly void Execute(int task, int worker)
    {
        if (task < _tasksA)
        {
            int block = task / _groupsA, first = task % _groupsA * _groupA, last = Math.Min(_factors.Plan.RowPanels, first + _groupA);
            _factors.PackA(block, first, last, _factors.SharedPanelA(block, first));
        }
        else
        {
            task -= _tasksA;
            int block = task / _groupsB, first = task % _groupsB * _groupB, last = Math.Min(_factors.Plan.ColumnPanels, first + _groupB);
            _factors.PackB(block, first, last, _factors.SharedPanelB(block, first));
        }
    }

    // A small factor still keeps two threads busy.
    private static int Halved(int panels) => (panels + 1) / 2;
}
