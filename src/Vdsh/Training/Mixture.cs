// A net that sees only whole items learns them by heart; between two items it must change its mind gradually, and that carries over to items it has not seen.
using CommunityToolkit.HighPerformance;
using Vdsh.Data;

namespace Vdsh.Training;

/// <summary>
/// Mixes the rows of a mini-batch (mixup; Zhang, Cisse, Dauphin, Lopez-Paz, ICLR 2018): row i becomes (1 - u_i) row i + u_i row i+1, the last row
/// takes from the first, u_i is uniform in [0, limit). A mini-batch is in random order, so the next row is a random partner. Features and
/// label targets of a batch are mixed with the same u.
/// </summary>
internal sealed class Mixture
{
    private readonly float limit;
    private readonly float[] shares;
    private float[] first = [];

    /// <param name="rows">Rows n of a mini-batch.</param>
    /// <param name="limit">Largest share of the other row, above 0 and at most 0.5.</param>
    public Mixture(int rows, float limit)
    {
        this.limit = limit;
        shares = new float[rows];
    }

    /// <summary>u, one share a row.</summary>
    public ReadOnlySpan<float> Shares => shares;

    /// <summary>Draws the shares of the next mini-batch.</summary>
    public void Draw(SeededRandom random)
    {
        for (int i = 0; i < shares.Length; i++)
            shares[i] = limit * (float)random.NextDouble();
    }

    /// <summary>Mixes in place.</summary>
    /// <param name="rows">n x d values.</param>
    public void Apply(float[,] rows)
    {
        if (rows.GetLength(0) != shares.Length)
            throw new ArgumentException($"The mixture is of {shares.Length} rows, not of {rows.GetLength(0)}.", nameof(rows));
        int columns = rows.GetLength(1);
        if (first.Length < columns)
            first = new float[columns];
        rows.GetRowSpan(0).CopyTo(first);
        for (int i = 0; i < shares.Length; i++)
        {
            Span<float> row = rows.GetRowSpan(i);
            ReadOnlySpan<float> next = i + 1 < shares.Length ? rows.GetRowSpan(i + 1) : first.AsSpan(0, columns);
            float share = shares[i];
            for (int j = 0; j < row.Length; j++)
                row[j] += share * (next[j] - row[j]);
        }
    }
}
