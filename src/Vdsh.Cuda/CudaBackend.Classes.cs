// The objective that scores each item against class centres.
using Vdsh.Compute;
using Vdsh.Cuda.Compute;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    /// <inheritdoc/>
    public double SoftmaxCrossEntropy(DeviceMatrix scores, DeviceMatrix targets, DeviceMatrix difference)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix z = Cast(scores), t = Cast(targets), d = Cast(difference);
        RequireSize("targets", t, z.Rows, z.Columns);
        RequireSize("difference", d, z.Rows, z.Columns);
        if (z.Whole.IsEmpty)
            return 0;
        objectives.SoftmaxCrossEntropy(z.Whole, t.Whole, d.Whole, readBack.Partial);
        SumPartials(FirstSum);
        return readBack.Read<double>(FirstSum);
    }

    /// <inheritdoc/>
    public void MoveCentres(DeviceMatrix means, DeviceMatrix presence, float rate, DeviceMatrix centres)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix from = Cast(means), present = Cast(presence), to = Cast(centres);
        RequireSize("presence", present, from.Rows, 1);
        RequireSize("centres", to, from.Rows, from.Columns + 1);
        objectives.MoveCentres(from.Whole, present.Whole, rate, to.Whole);
    }
}
