// Scores are no small integers that could be counted; the k best so far are kept in a heap with the worst on top.
namespace Vdsh.Search;

/// <summary>The k best of the rows offered: by falling score, then by rising row. For one thread at a time.</summary>
internal sealed class ScoreHeap(int capacity)
{
    private readonly double[] scores = new double[capacity];
    private readonly int[] rows = new int[capacity];

    /// <summary>How many are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there are k, so that <see cref="Worst"/> is a bound.</summary>
    public bool IsFull => Count == capacity;

    /// <summary>The smallest score kept.</summary>
    public double Worst => scores[0];

    /// <summary>Keeps a row if it is among the best so far.</summary>
    public void Offer(double score, int row)
    {
        if (Count < capacity)
        {
            Rise(Count++, score, row);
        }
        else if (capacity > 0 && IsWorse(scores[0], rows[0], score, row))
        {
            Sink(score, row);
        }
    }

    /// <summary>Offers all rows of another heap.</summary>
    public void OfferAll(ScoreHeap other)
    {
        for (int i = 0; i < other.Count; i++)
            Offer(other.scores[i], other.rows[i]);
    }

    /// <summary>Writes what is kept, best first, and keeps nothing.</summary>
    /// <param name="toRows">Receives <see cref="Count"/> rows.</param>
    /// <param name="toScores">Receives their scores.</param>
    public void Empty(Span<int> toRows, Span<double> toScores)
    {
        while (Count > 0)
        {
            int last = --Count;
            toRows[last] = rows[0];
            toScores[last] = scores[0];
            Sink(scores[last], rows[last]);
        }
    }

    private static bool IsWorse(double score, int row, double otherScore, int otherRow)
        => score < otherScore || (score == otherScore && row > otherRow);

    private void Rise(int place, double score, int row)
    {
        while (place > 0 && IsWorse(score, row, scores[(place - 1) / 2], rows[(place - 1) / 2]))
        {
            Move((place - 1) / 2, place);
            place = (place - 1) / 2;
        }
        (scores[place], rows[place]) = (score, row);
    }

    // Puts a row in the place of the top one.
    private void Sink(double score, int row)
    {
        int place = 0;
        while (2 * place + 1 < Count)
        {
            int child = 2 * place + 1;
            if (child + 1 < Count && IsWorse(scores[child + 1], rows[child + 1], scores[child], rows[child]))
                child++;
            if (!IsWorse(scores[child], rows[child], score, row))
                break;
            Move(child, place);
            place = child;
        }
        (scores[place], rows[place]) = (score, row);
    }

    private void Move(int from, int to) => (scores[to], rows[to]) = (scores[from], rows[from]);
}
