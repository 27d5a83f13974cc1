// The threads of products also do what precedes them: preparing rows, in place.
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

    Span<float> IHostWorkers.Row(DeviceMatrix matrix, int row)
    {
        CpuMatrix own = Cast(matrix);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, own.Rows);
        return new Span<float>(own.Data + ((nint)row * own.Stride), own.Columns);
    }

    private struct HostJob : ITeamJob
    {
        public GCHandle Task;

        public readonly void Execute(int task, int worker) => ((Action<int>)Task.Target!)(task);
    }
}
