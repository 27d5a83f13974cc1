// A class centre's step toward the mean of its items.
namespace Vdsh.Compute.Cpu;

/// <summary>A row of <see cref="IComputeBackend.MoveCentres"/>.</summary>
internal unsafe struct MoveCentreRow : IRowOperation
{
    public Slice Means;
    public Slice Presence;
    public Slice Centres;
    public int Bits;
    public float Rate;

    public readonly void Apply(int row)
    {
        float* centre = Centres.Row(row);
        if (*Presence.Row(row) > 0)
            RowMath.Blend(1 - Rate, centre, Rate, Means.Row(row), Bits);
        centre[Bits] = (float)(-0.5 * RowMath.Dot(centre, centre, Bits));
    }
}
