// Rows are prepared on the host before they go to a device; a backend whose threads wait for them meanwhile may lend these, and its memory.
namespace Vdsh.Compute;

/// <summary>A backend with threads and memory on the host.</summary>
internal interface IHostWorkers
{
    /// <summary>Threads, the calling one included.</summary>
    int Workers { get; }

    /// <summary>
    /// Who may use the threads: <see cref="Run"/> takes a turn, and so may a caller for several runs that belong
    /// together.
    /// </summary>
    Turns Turns { get; }

    /// <summary>
    /// Runs tasks 0..<paramref name="tasks"/>-1, in any order and at the same time, and returns when all have ended;
    /// the first exception of any is thrown here. A task must not call an operation of the backend.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The backend was disposed.</exception>
    void Run(int tasks, Action<int> task);

    /// <summary>A row of a matrix of this backend, where it lies; columns long.</summary>
    Span<float> Row(DeviceMatrix matrix, int row);
}
