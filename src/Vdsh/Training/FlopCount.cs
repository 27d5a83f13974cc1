// The algorithm's own arithmetic, counted from the shapes, so that a speed can be stated as a share of the machine's peak.
namespace Vdsh.Training;

/// <summary>Useful floating-point operations; a multiply-add counts as two, a symmetric product as half a product.</summary>
internal static class FlopCount
{
    /// <summary>One mini-batch step of a training that has settled.</summary>
    /// <param name="widths">Inputs, hidden widths, bits.</param>
    /// <param name="rows">Rows n of the batch.</param>
    /// <param name="activeRows">Rows that go backward.</param>
    /// <param name="trustRows">Rows sampled by the trust region.</param>
    public static double MiniBatch(ReadOnlySpan<int> widths, int rows, int activeRows, int trustRows)
    {
        double total = 0;
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            double inputs = widths[layer] + 1, outputs = widths[layer + 1], sampled = Math.Min(trustRows, rows);
            bool hidden = layer + 2 < widths.Length;
            total += Layer(inputs, outputs, rows, activeRows, isFirst: layer == 0, activeRows < outputs);
            total += hidden ? 2 * sampled * inputs * outputs : 0;
            total += (rows * inputs * inputs / PreconditionerSchedule.SamplePeriod) + (inputs * inputs * inputs / PreconditionerSchedule.Period);
        }
        return total;
    }

    /// <summary>One full-batch iteration with one trial of the line search.</summary>
    public static double FullBatch(int[] widths, int rows)
    {
        double total = 0;
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            double inputs = widths[layer] + 1, outputs = widths[layer + 1];
            total += Layer(inputs, outputs, rows, rows, isFirst: layer == 0, applyToInputs: false) + (rows * inputs * inputs) + (inputs * inputs * inputs);
        }
        return total;
    }

    // Forward, multipliers of the layer below, cross moment, preconditioner.
    private static double Layer(double inputs, double outputs, double rows, double activeRows, bool isFirst, bool applyToInputs)
    {
        double product = 2 * inputs * outputs;
        double preconditioner = applyToInputs ? 2 * activeRows * inputs * inputs : 2 * inputs * inputs * outputs;
        return product * (rows + activeRows * (isFirst ? 1 : 2)) + preconditioner;
    }
}
