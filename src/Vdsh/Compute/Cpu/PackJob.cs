// Packs the factors that several tasks of a product will read.
namespace Vdsh.Compute.Cpu;

/// <summary>Packs all of a and all of b, as far as they are shared.</summary>
internal unsafe struct PackJob<TKernel> : ITeamJob where TKernel : struct, IMicroKernel
{
    // So many neighbouring floats of a factor make long runs to read, and a task of some microseconds.
    private const int TaskColumns = 384;

    private GemmFactors<TKernel> factors;
    private int groupA;
    private int groupB;
    private int groupsA;
    private int groupsB;
    private int tasksA;

    public static void Run(in GemmFactors<TKernel> factors, WorkerTeam team)
    {
        GemmPlan plan = factors.Plan;
        PackJob<TKernel> job = new()
        {
            factors = factors,
            groupA = Math.Min(TaskColumns / plan.TileRows, Halved(plan.RowPanels)),
            groupB = Math.Min(TaskColumns / plan.TileColumns, Halved(plan.ColumnPanels)),
        };
        job.groupsA = (plan.RowPanels + job.groupA - 1) / job.groupA;
        job.groupsB = (plan.ColumnPanels + job.groupB - 1) / job.groupB;
        job.tasksA = factors.SharedA == null ? 0 : plan.Blocks * job.groupsA;
        team.Run(ref job, job.tasksA + (factors.SharedB == null ? 0 : plan.Blocks * job.groupsB));
    }

    public readonly void Execute(int task, int worker)
    {
        if (task < tasksA)
        {
            int block = task / groupsA, first = task % groupsA * groupA, last = Math.Min(factors.Plan.RowPanels, first + groupA);
            factors.PackA(block, first, last, factors.SharedPanelA(block, first));
        }
        else
        {
            task -= tasksA;
            int block = task / groupsB, first = task % groupsB * groupB, last = Math.Min(factors.Plan.ColumnPanels, first + groupB);
            factors.PackB(block, first, last, factors.SharedPanelB(block, first));
        }
    }

    // A small factor still keeps two threads busy.
    private static int Halved(int panels) => (panels + 1) / 2;
}
