// Parallel.For wraps what its body throws; callers should meet the same exception whether one thread ran it or several.
using System.Runtime.ExceptionServices;

namespace Vdsh.Compute;

internal static class ParallelLoop
{
    /// <summary>Runs body(0) to body(count - 1); the first exception of a body is thrown as it was.</summary>
    public static void For(int count, ParallelOptions options, Action<int> body)
    {
        try
        {
            Parallel.For(0, count, options, body);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>The same for first to end - 1, with a work space that each thread takes and gives back.</summary>
    public static void For<T>(
        int first, int end, ParallelOptions options, Func<T> take, Action<int, T> body, Action<T> giveBack)
    {
        try
        {
            Parallel.For(first, end, options, take, (index, _, space) =>
            {
                body(index, space);
                return space;
            }, giveBack);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
