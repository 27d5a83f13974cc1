// The one dense factorisation that training needs: the inverse of a regularised moment.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void InvertSpd(DeviceMatrix matrix, float ridge, float relativeRidge, DeviceMatrix inverse, DeviceMatrix appliedRidge)
    {
        using Turns.Turn turn = turns.Take();
        CpuMatrix source = Cast(matrix), result = Cast(inverse), applied = Cast(appliedRidge);
        int size = source.Rows;
        RequireSize("matrix", source, size, size);
        RequireSize("inverse", result, size, size);
        RequireSize("appliedRidge", applied, 1, 1);
        Slice values = new(source);
        double trace = 0;
        for (int i = 0; i < size; i++)
            trace += *values.At(i, i);
        float added = (float)(ridge + (relativeRidge * trace / Math.Max(1, size)));
        *applied.Data = added;
        spdInverse.Compute(values, size, added, new Slice(result));
    }
}
