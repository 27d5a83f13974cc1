// Opening a FIFO waits for somebody who writes to it, and reading from a pipe waits for bytes; Ctrl-C must end both at
// once.
using System.Runtime.ExceptionServices;

namespace Vdsh.Data.Formats;

internal static class InputWait
{
    /// <summary>Does something that may wait for ever, until it is done or the wait is given up.</summary>
    /// <param name="work">What to do; given up, it goes on waiting on a thread that does not keep the process
    /// alive.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public static T For<T>(Func<T> work, CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled)
            return work();
        Task<T> task = Task.Run(work, cancellation);
        try
        {
            task.Wait(cancellation);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
        }
        return task.Result;
    }
}
