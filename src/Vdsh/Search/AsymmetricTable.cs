// A query's outputs as tables over four bits: doubles give exact scores, bytes a bound that vectors look up 32 at a time.
namespace Vdsh.Search;

/// <summary>
/// What scoring codes against one query needs. The score of a code is the sum over its bits of +q_j where bit j is set
/// and -q_j where it is not, in double: the bits of each group of four first, then the groups, both in rising order.
/// That order is part of the definition, so that scores and ties are the same on any machine.
/// </summary>
internal sealed class AsymmetricTable
{
    /// <summary>Bits of a group.</summary>
    public const int GroupBits = 4;

    private const int Values = 1 << GroupBits;

    // Rounding of a score stays far below this share of the sum of magnitudes: 4096 sums of 2^-53 each.
    private const double Rounding = 1e-9;

    private readonly double[] sums;
    private readonly byte[] levels;
    private readonly double magnitude, scale;

    /// <summary>Prepares a query.</summary>
    /// <param name="outputs">b finite outputs.</param>
    public AsymmetricTable(ReadOnlySpan<float> outputs)
    {
        int groups = GroupsFor(outputs.Length);
        sums = new double[groups * Values];
        levels = new byte[sums.Length];
        double[] losses = new double[sums.Length];
        double largest = 0;
        for (int group = 0; group < groups; group++)
        {
            double total = 0;
            ReadOnlySpan<float> four = outputs[(group * GroupBits)..Math.Min(outputs.Length, (group + 1) * GroupBits)];
            foreach (float output in four)
                total += Math.Abs((double)output);
            for (int value = 0; value < Values; value++)
            {
                double sum = 0, loss = 0;
                for (int bit = 0; bit < four.Length; bit++)
                {
                    bool isSet = (value >> bit & 1) != 0;
                    sum += isSet ? four[bit] : -(double)four[bit];
                    if (isSet != four[bit] >= 0)
                        loss += Math.Abs((double)four[bit]);
                }
                sums[group * Values + value] = sum;
                losses[group * Values + value] = loss;
            }
            magnitude += total;
            largest = Math.Max(largest, total);
        }
        // Neither an entry nor the sum of all may overflow: 255 in a byte, 65535 in 16 bits.
        scale = magnitude > 0 ? Math.Min(byte.MaxValue / largest, (ushort.MaxValue - 1) / magnitude) : 0;
        for (int i = 0; i < levels.Length; i++)
            levels[i] = (byte)(losses[i] * scale);
    }

    /// <summary>For each group of bits and each of its 16 values a lower bound of what is lost against the best code,
    /// in units of <see cref="Limit"/>.</summary>
    public ReadOnlySpan<byte> Levels => levels;

    /// <summary>Groups of a code.</summary>
    public static int GroupsFor(int bits) => (bits + GroupBits - 1) / GroupBits;

    /// <summary>The largest sum of levels that a code of this score or a larger one can have.</summary>
    public ushort Limit(double score)
    {
        double loss = ((magnitude - score) / 2 + magnitude * Rounding) * scale + 1;
        return loss < ushort.MaxValue ? (ushort)loss : ushort.MaxValue;
    }

    /// <summary>The score of a code.</summary>
    /// <param name="code">Its words.</param>
    public double Score(ReadOnlySpan<ulong> code)
    {
        double score = 0;
        int groups = sums.Length / Values;
        for (int group = 0; group < groups; group++)
            score += sums[group * Values + (int)(code[group / 16] >> (group % 16 * GroupBits) & (Values - 1))];
        return score;
    }

    /// <summary>The scores of n codes.</summary>
    /// <param name="codes">Their words, row-major.</param>
    /// <param name="wordsPerCode">Words of a code.</param>
    /// <param name="scores">Receives n scores.</param>
    public void Scores(ReadOnlySpan<ulong> codes, int wordsPerCode, Span<double> scores)
    {
        for (int row = 0; row < scores.Length; row++)
            scores[row] = Score(codes.Slice(row * wordsPerCode, wordsPerCode));
    }
}
