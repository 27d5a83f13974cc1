// The objective that scores each item against class centres.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public double SoftmaxCrossEntropy(DeviceMatrix scores, DeviceMatrix targets, DeviceMatrix difference)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix z = Cast(scores), t = Cast(targets), d = Cast(difference);
        RequireSize("targets", t, z.Rows, z.Columns);
        RequireSize("difference", d, z.Rows, z.Columns);
        return Sum(new SoftmaxRow { Scores = new(z), Targets = new(t), Difference = new(d), Classes = z.Columns }, z.Rows, z.Columns);
    }

    /// <inheritdoc/>
    public void MoveCentres(DeviceMatrix means, DeviceMatrix presence, float rate, DeviceMatrix centres)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix from = Cast(means), present = Cast(presence), to = Cast(centres);
        RequireSize("presence", present, from.Rows, 1);
        RequireSize("centres", to, from.Rows, from.Columns + 1);
        MoveCentreRow row = new() { Means = new(from), Presence = new(present), Centres = new(to), Bits = from.Columns, Rate = rate };
        RowJob<MoveCentreRow>.Run(team, row, to.Rows, to.Columns);
    }
}
