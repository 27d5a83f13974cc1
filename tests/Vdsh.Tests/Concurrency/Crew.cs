// What many threads do together either ends, or the test fails: a test that hangs tells nobody where.
using System.Collections.Concurrent;
using NUnit.Framework;

namespace Vdsh.Tests.Concurrency;

/// <summary>Threads that begin at the same moment, watched until all have ended.</summary>
internal static class Crew
{
    // Far longer than any of it takes, also on a machine that does ten other things.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs every action on a thread of its own; the first exception of any is thrown here.</summary>
    public static void Run(params (string Name, Action Work)[] jobs)
    {
        var errors = new ConcurrentQueue<(string Name, Exception Exception)>();
        using var start = new Barrier(jobs.Length);
        Thread[] threads = [.. jobs.Select(job => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                job.Work();
            }
            catch (Exception exception)
            {
                errors.Enqueue((job.Name, exception));
            }
        })
        { IsBackground = true, Name = job.Name })];
        foreach (Thread thread in threads)
            thread.Start();
        DateTime end = DateTime.UtcNow + Patience;
        List<string> running = [.. threads.Where(thread => !thread.Join(Left(end))).Select(thread => thread.Name!)];
        if (errors.TryPeek(out var first))
            throw new AssertionException($"{first.Name}: {first.Exception.Message}", first.Exception);
        Assert.That(running, Is.Empty, "these hang");
    }

    /// <summary>Runs the same action on several threads, each with its number.</summary>
    public static void Run(int threads, Action<int> work) =>
        Run([.. Enumerable.Range(0, threads).Select(number => ($"thread {number}", (Action)(() => work(number))))]);

    /// <summary>Waits until a condition holds that other threads bring about.</summary>
    public static void Until(Func<bool> condition, string what) =>
        Assert.That(SpinWait.SpinUntil(condition, Patience), Is.True, $"waited for ever: {what}");

    private static TimeSpan Left(DateTime end)
    {
        TimeSpan left = end - DateTime.UtcNow;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
