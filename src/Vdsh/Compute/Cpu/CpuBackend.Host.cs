// The threads of products also do what precedes them: preparing rows.
using System.Runtime.InteropServices;
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend : IHostWorkers
{
    int IHostWorkers.Workers => team.Workers;

    void IHostWorkers.Run(int tasks, Action<int> task)
    {
        GCHandle handle = GCHandle.Alloc(task);
        try
        {
            HostJob job = new() { Task = handle };
            team.Run(ref job, tasks);
        }
        finally
        {
            handle.Free();
        }
    }

    private struct HostJob : ITeamJob
    {
        public GCHandle Task;

        public readonly void Execute(int task, int worker) => ((Action<int>)Task.Target!)(task);
    }
}
