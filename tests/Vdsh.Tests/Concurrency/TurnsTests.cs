// Everything that callers of a backend do to each other happens in its turns.
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Concurrency;

internal sealed class TurnsTests
{
    [Test]
    public void Turns_are_given_in_the_order_of_asking()
    {
        var turns = new Turns("it");
        var order = new List<int>();
        Thread[] threads = new Thread[8];
        using (turns.Take())
        {
            for (int i = 0; i < threads.Length; i++)
            {
                int number = i;
                threads[i] = StartWaiting(turns, i, () => order.Add(number));
            }
        }
        Join(threads);
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, threads.Length)));
    }

    [Test]
    public void A_caller_who_waits_sleeps()
    {
        var turns = new Turns("it");
        Thread waiting;
        using (turns.Take())
        {
            waiting = StartWaiting(turns, 0, () => { });
            Crew.Until(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "a sleeping caller");
        }
        Join(waiting);
    }

    [Test]
    public void Only_one_thread_has_the_turn()
    {
        var turns = new Turns("it");
        int count = 0;
        Crew.Run(8, _ =>
        {
            for (int i = 0; i < 5000; i++)
            {
                using (turns.Take())
                    count++;
            }
        });
        Assert.That(count, Is.EqualTo(40_000));
    }

    [Test]
    public void Who_has_the_turn_may_take_it_again()
    {
        var turns = new Turns("it");
        using (turns.Take())
        {
            using (turns.Take())
                Assert.That(IsFree(turns), Is.False);
            Assert.That(IsFree(turns), Is.False, "the inner turn ended, the outer one has not");
        }
        Assert.That(IsFree(turns), Is.True);
    }

    [Test]
    public void A_turn_that_is_tried_does_not_wait()
    {
        var turns = new Turns("it");
        using (turns.Take())
        {
            Assert.That(turns.TryTake(out Turns.Turn again), Is.False);
            again.Dispose();
            Assert.That(IsFree(turns), Is.False, "what was not taken is not given back");
        }
    }

    [Test]
    public void Closing_is_told_to_those_who_wait_and_to_those_who_come_later()
    {
        var turns = new Turns("The thing");
        var told = new List<string>();
        Thread[] threads = new Thread[3];
        using (turns.Take())
        {
            for (int i = 0; i < threads.Length; i++)
            {
                threads[i] = Start(() =>
                {
                    try
                    {
                        turns.Take().Dispose();
                    }
                    catch (ObjectDisposedException exception)
                    {
                        lock (told)
                            told.Add(exception.ObjectName);
                    }
                });
            }
            Crew.Until(() => turns.Waiting == threads.Length, "three in line");
            turns.Close();
        }
        Join(threads);
        Assert.That(told, Is.EqualTo(new[] { "The thing", "The thing", "The thing" }));
        Assert.That(() => turns.Take().Dispose(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => turns.TryTake(out _), Throws.TypeOf<ObjectDisposedException>());
        turns.TakeToFree().Dispose();
        Assert.That(() => turns.Take().Dispose(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_caller_who_is_interrupted_leaves_the_line()
    {
        var turns = new Turns("it");
        bool interrupted = false, done = false;
        Thread first, second;
        using (turns.Take())
        {
            first = Start(() =>
            {
                try
                {
                    turns.Take().Dispose();
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                }
            });
            Crew.Until(() => turns.Waiting == 1, "the first in line");
            second = StartWaiting(turns, 1, () => done = true);
            first.Interrupt();
            Join(first);
            Assert.That(turns.Waiting, Is.EqualTo(1));
        }
        Join(second);
        Assert.That((interrupted, done), Is.EqualTo((true, true)));
    }

    [Test]
    public void A_free_turn_costs_no_garbage()
    {
        var turns = new Turns("it");
        void Take()
        {
            using Turns.Turn turn = turns.Take();
            turns.Take().Dispose();
        }

        Take();
        Assert.That(Garbage.Of(Take), Is.Zero);
    }

    private static bool IsFree(Turns turns)
    {
        bool isFree = false;
        Join(Start(() =>
        {
            isFree = turns.TryTake(out Turns.Turn turn);
            turn.Dispose();
        }));
        return isFree;
    }

    private static Thread StartWaiting(Turns turns, int before, Action work)
    {
        Thread thread = Start(() =>
        {
            using Turns.Turn turn = turns.Take();
            work();
        });
        Crew.Until(() => turns.Waiting == before + 1, "one more in line");
        return thread;
    }

    private static Thread Start(Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static void Join(params Thread[] threads)
    {
        foreach (Thread thread in threads)
            Assert.That(thread.Join(TimeSpan.FromMinutes(1)), Is.True, "a thread hangs");
    }
}
