// The step that lets SDH keep its codes binary all through learning: one bit at a time has a closed form.
using static Vdsh.Evaluation.Baselines.DenseAlgebra;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// Discrete cyclic coordinate descent: minimises b^T G b - 2 q^T b over b in -1, +1 for one item, where G is symmetric, bit by bit:
/// b_l = sgn(q_l - sum over k other than l of G_lk b_k). No step increases the objective, and the passes end when no bit changes.
/// </summary>
internal sealed class CyclicDescent
{
    private readonly double[] gram;
    private readonly int bits;
    private readonly int maximumPasses;
    private readonly double[] residual;

    /// <summary>Prepares for many items.</summary>
    /// <param name="gram">G, b x b, row-major; kept, not copied.</param>
    /// <param name="bits">b.</param>
    /// <param name="maximumPasses">Most passes over the bits.</param>
    public CyclicDescent(double[] gram, int bits, int maximumPasses)
    {
        this.gram = gram;
        this.bits = bits;
        this.maximumPasses = maximumPasses;
        residual = new double[bits];
    }

    /// <summary>Improves one item's bits.</summary>
    /// <param name="linear">q: b numbers.</param>
    /// <param name="code">b values -1, +1, or 0 for a bit that is not decided yet; improved in place.</param>
    public void Improve(ReadOnlySpan<double> linear, Span<float> code)
    {
        // residual = q - G b, kept up to date, so that a pass without changes costs b steps.
        linear[..bits].CopyTo(residual);
        for (int bit = 0; bit < bits; bit++)
        {
            if (code[bit] != 0)
                Add(-code[bit], gram.AsSpan(bit * bits, bits), residual);
        }
        bool changed = true;
        for (int pass = 0; changed && pass < maximumPasses; pass++)
        {
            changed = false;
            for (int bit = 0; bit < bits; bit++)
            {
                float best = residual[bit] + code[bit] * gram[bit * bits + bit] >= 0 ? 1 : -1;
                if (best == code[bit])
                    continue;
                Add(code[bit] - best, gram.AsSpan(bit * bits, bits), residual);
                code[bit] = best;
                changed = true;
            }
        }
    }
}
