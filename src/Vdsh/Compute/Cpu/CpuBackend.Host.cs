// The threads of products also do what precedes them: preparing rows, in place.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend : IHostWorkers
{
    int IHostWorkers.Workers => team.Workers;

    Turns IHostWorkers.Turns => turns;

    void IHostWorkers.Run(int tasks, Action<int> task)
    {
        using Turns.Turn turn = turns.Take();
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

    /// <summary>Floats in a vector of the width in use.</summary>
    internal int FloatsPerVector => width switch { VectorWidth.Bits512 => Lanes512.Count, VectorWidth.Bits256 => Lanes256.Count, _ => Lanes128.Count };

    /// <summary>A pass through a network with the vectors of this backend.</summary>
    internal ISparseForward CreateSparseForward(SparseNetwork network, int mostRows) => width switch
    {
        VectorWidth.Bits512 => new SparseForward<Lanes512, Vector512<float>>(network, mostRows),
        VectorWidth.Bits256 => new SparseForward<Lanes256, Vector256<float>>(network, mostRows),
        _ => new SparseForward<Lanes128, Vector128<float>>(network, mostRows),
    };

    private struct HostJob : ITeamJob
    {
        public GCHandle Task;

        public readonly void Execute(int task, int worker) => ((Action<int>)Task.Target!)(task);
    }
}
