// A backend has one team of threads and one set of buffers, but callers on any thread: they take turns.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

/// <summary>
/// Turns at something that does one piece of work at a time, first come, first served. A turn that nobody else wants
/// costs two interlocked operations. The thread that has the turn may take it again, as operations made of operations
/// do, but not from within a task of its team: what the task is part of is only half done then.
/// </summary>
/// <param name="owner">What it is a turn at: the name in an <see cref="ObjectDisposedException"/>.</param>
/// <param name="team">The threads that work in a turn; null where the calling thread works alone.</param>
internal sealed class Turns(string owner, WorkerTeam? team = null)
{
    private const int Free = 0, Taken = 1, Awaited = 2;

    // A thread waits in one line at a time.
    [ThreadStatic]
    private static LinkedListNode<Waiter>? placeOfThread;

    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> line = new();
    private int state;
    private int holder;
    private int depth;
    private volatile bool isClosed;

    /// <summary>Threads that wait at this moment.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return line.Count;
        }
    }

    /// <summary>Waits for a turn, which lasts until the result is disposed of.</summary>
    /// <exception cref="ObjectDisposedException"><see cref="Close"/> was called.</exception>
    /// <exception cref="InvalidOperationException">The caller is a task of the work that has the turn, and would wait
    /// for itself.</exception>
    public Turn Take()
    {
        Enter();
        if (!isClosed)
            return new Turn(this);
        Leave();
        throw new ObjectDisposedException(owner);
    }

    /// <summary>Waits for a turn, also when nothing but freeing is left to be done.</summary>
    /// <exception cref="InvalidOperationException">The caller is a task of the work that has the turn, and would wait
    /// for itself.</exception>
    public Turn TakeToFree()
    {
        Enter();
        return new Turn(this);
    }

    /// <summary>Takes a turn if nobody has it.</summary>
    /// <exception cref="ObjectDisposedException"><see cref="Close"/> was called.</exception>
    public bool TryTake(out Turn turn)
    {
        turn = default;
        ThrowIfClosed();
        if (holder == Environment.CurrentManagedThreadId || Interlocked.CompareExchange(ref state, Taken, Free) != Free)
            return false;
        holder = Environment.CurrentManagedThreadId;
        turn = new Turn(this);
        return true;
    }

    /// <summary>
    /// Lets all who come from now on fail, and those who wait. To be called by the one who has the turn.
    /// </summary>
    public void Close() => isClosed = true;

    /// <exception cref="ObjectDisposedException"><see cref="Close"/> was called.</exception>
    public void ThrowIfClosed()
    {
        if (isClosed)
            throw new ObjectDisposedException(owner);
    }

    private void Enter()
    {
        int caller = Environment.CurrentManagedThreadId;
        if (holder == caller)
        {
            if (team is { IsRunning: true })
                throw Nested();
            depth++;
            return;
        }
        if (Interlocked.CompareExchange(ref state, Taken, Free) != Free)
            Await();
        holder = caller;
    }

    private void Leave()
    {
        if (depth > 0)
        {
            depth--;
            return;
        }
        holder = 0;
        if (Interlocked.CompareExchange(ref state, Free, Taken) != Taken)
            HandOver();
    }

    private void Await()
    {
        if (team is not null && WorkerTeam.OfThisThread == team)
            throw Nested();
        LinkedListNode<Waiter> place = placeOfThread ??= new(new Waiter());
        lock (gate)
        {
            if (Interlocked.Exchange(ref state, Awaited) == Free)
                return;
            line.AddLast(place);
        }
        try
        {
            place.Value.Await();
        }
        catch (ThreadInterruptedException)
        {
            GiveUp(place);
            throw;
        }
    }

    // The turn goes from hand to hand while anybody waits, so that whoever comes later cannot snatch it.
    private void HandOver()
    {
        lock (gate)
        {
            if (line.First is not { } next)
            {
                Volatile.Write(ref state, Free);
                return;
            }
            line.Remove(next);
            next.Value.Wake();
        }
    }

    private void GiveUp(LinkedListNode<Waiter> place)
    {
        lock (gate)
        {
            if (place.List is not null)
            {
                line.Remove(place);
                return;
            }
        }
        // The turn came at the very same moment: it goes on to the next.
        place.Value.Forget();
        HandOver();
    }

    private static InvalidOperationException Nested() => new(
        "A task of a backend called the backend that runs it, for example by features that are computed with it while "
        + "they are read. Compute them before, or on another backend.");

    private sealed class Waiter
    {
        private readonly object signal = new();
        private bool isWoken;

        public void Await()
        {
            lock (signal)
            {
                while (!isWoken)
                    Monitor.Wait(signal);
                isWoken = false;
            }
        }

        public void Wake()
        {
            lock (signal)
            {
                isWoken = true;
                Monitor.Pulse(signal);
            }
        }

        public void Forget()
        {
            lock (signal)
                isWoken = false;
        }
    }

    /// <summary>A turn that ends when it is disposed of; the default is none.</summary>
    internal readonly ref struct Turn(Turns? turns)
    {
        public void Dispose() => turns?.Leave();
    }
}
