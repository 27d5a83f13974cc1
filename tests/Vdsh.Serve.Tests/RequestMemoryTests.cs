// Who gives way when there is no room: never the smaller one, and never a search that runs.
using NUnit.Framework;
using Vdsh.Serve.Hosting;

namespace Vdsh.Serve.Tests;

internal sealed class RequestMemoryTests
{
    private const int Kibi = 1024;

    private readonly RequestMemory memory = new(new ServiceOptions { Codes = "", MaxHeldMegabytes = 1 });

    [Test]
    public void The_largest_gives_way_to_a_smaller_one()
    {
        using RequestLease small = memory.Open(CancellationToken.None), large = memory.Open(CancellationToken.None);
        using RequestLease asking = memory.Open(CancellationToken.None);
        small.Charge(100 * Kibi);
        large.Charge(800 * Kibi);
        asking.Charge(200 * Kibi);
        Assert.That((small.HasGivenWay, large.HasGivenWay, asking.HasGivenWay), Is.EqualTo((false, true, false)));
        Assert.That(large.Token.IsCancellationRequested, Is.True, "what it waits for has ended");
        Assert.That(memory.Held, Is.EqualTo(300 * Kibi));
        Assert.That(() => large.Charge(1), Throws.TypeOf<RefusedException>().With.Property("Status").EqualTo(503));
    }

    [Test]
    public void Whoever_asks_for_most_gives_way_itself()
    {
        using RequestLease other = memory.Open(CancellationToken.None), asking = memory.Open(CancellationToken.None);
        other.Charge(500 * Kibi);
        Assert.That(() => asking.Charge(600 * Kibi),
            Throws.TypeOf<RefusedException>().With.Property("Status").EqualTo(503));
        Assert.That((other.HasGivenWay, memory.Held), Is.EqualTo((false, 500L * Kibi)));
    }

    [Test]
    public void A_search_that_runs_does_not_give_way_and_its_answer_does()
    {
        using RequestLease search = memory.Open(CancellationToken.None), asking = memory.Open(CancellationToken.None),
            next = memory.Open(CancellationToken.None);
        search.BeginSearch(900 * Kibi);
        Assert.That(() => asking.Charge(200 * Kibi), Throws.TypeOf<RefusedException>());
        search.EndSearch(850 * Kibi);
        next.Charge(200 * Kibi);
        Assert.That((search.HasGivenWay, memory.Held), Is.EqualTo((true, 200L * Kibi)));
    }

    [Test]
    public void What_alone_is_too_much_is_no_matter_of_waiting()
    {
        using RequestLease asking = memory.Open(CancellationToken.None);
        Assert.That(() => asking.Charge(1025 * Kibi),
            Throws.TypeOf<RefusedException>().With.Property("Status").EqualTo(413));
    }

    [Test]
    public void Nothing_is_held_after_the_end()
    {
        RequestLease lease = memory.Open(CancellationToken.None);
        lease.Charge(10);
        lease.Release(4);
        Assert.That(memory.Held, Is.EqualTo(6));
        lease.Dispose();
        Assert.That(memory.Held, Is.Zero);
    }

    [Test]
    public void A_caller_who_leaves_ends_the_wait()
    {
        using var departure = new CancellationTokenSource();
        using RequestLease lease = memory.Open(departure.Token);
        departure.Cancel();
        Assert.That((lease.Token.IsCancellationRequested, lease.HasGivenWay), Is.EqualTo((true, false)));
    }
}
