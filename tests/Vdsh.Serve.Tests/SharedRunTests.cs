// However many ask, one run after the other, and nobody is given a run that began before they asked.
using NUnit.Framework;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Tests;

internal sealed class SharedRunTests
{
    [Test]
    public async Task Those_who_ask_while_a_run_goes_on_share_the_next()
    {
        using var gate = new SemaphoreSlim(0);
        int begun = 0, inside = 0, most = 0;
        var runs = new SharedRun<int>(() =>
        {
            int number = Interlocked.Increment(ref begun);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            gate.Wait();
            Interlocked.Decrement(ref inside);
            return number;
        });
        Task<int> first = runs.Request();
        await Wait.Until(() => Task.FromResult(Volatile.Read(ref begun) == 1));
        Task<int>[] others = [.. Enumerable.Range(0, 1000).Select(_ => runs.Request())];
        Assert.That(runs.IsRunning, Is.True);
        gate.Release();
        Assert.That(await first, Is.EqualTo(1));
        await Wait.Until(() => Task.FromResult(Volatile.Read(ref begun) == 2));
        Task<int> late = runs.Request();
        gate.Release(2);
        Assert.That(await Task.WhenAll(others), Has.All.EqualTo(2));
        Assert.That((await late, begun, most), Is.EqualTo((3, 3, 1)));
        Assert.That(runs.IsRunning, Is.False);
        gate.Release();
        Assert.That(await runs.Request(), Is.EqualTo(4), "it begins anew");
    }

    [Test]
    public async Task Runs_never_overlap_when_many_threads_ask()
    {
        int inside = 0, overlaps = 0, begun = 0;
        var runs = new SharedRun<int>(() =>
        {
            if (Interlocked.Increment(ref inside) > 1)
                Interlocked.Increment(ref overlaps);
            Thread.SpinWait(1000);
            Interlocked.Decrement(ref inside);
            return Interlocked.Increment(ref begun);
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 500; i++)
            {
                int before = Volatile.Read(ref begun);
                Assert.That(await runs.Request(), Is.GreaterThan(before), "the run began before it was asked for");
            }
        })));
        Assert.That(overlaps, Is.Zero);
    }
}
