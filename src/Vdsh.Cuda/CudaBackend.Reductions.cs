// Everything that needs a sum over a whole matrix; sums that only the device needs stay there.
using Vdsh.Compute;
using Vdsh.Cuda.Compute;
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    // The results that ReadBack holds.
    private const int FirstSum = 0;
    private const int SecondSum = 1;
    private const int StepLength = 2;

    /// <inheritdoc/>
    public double Dot(DeviceMatrix a, DeviceMatrix b)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix left = Cast(a), right = Cast(b);
        RequireSize("b", right, left.Rows, left.Columns);
        Dot(left.Whole, right.Whole, readBack.Result(FirstSum));
        return readBack.Read<double>(FirstSum);
    }

    /// <inheritdoc/>
    public DeviceSums AllocateSums(int count)
    {
        using Turns.Turn turn = turns.Take();
        Enter();
        return new CudaSums(this, context, stream, count);
    }

    /// <inheritdoc/>
    public void Dot(DeviceMatrix a, DeviceMatrix b, DeviceSums sums, int index)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix left = Cast(a), right = Cast(b);
        RequireSize("b", right, left.Rows, left.Columns);
        Dot(left.Whole, right.Whole, Cast(sums).Address(index));
    }

    /// <inheritdoc/>
    public void Read(DeviceSums sums, Span<double> values)
    {
        using Turns.Turn turn = turns.Take();
        CudaSums own = Cast(sums);
        RequireSize("values", 1, values.Length, 1, own.Count);
        own.Fetch();
        readBack.Wait();
        own.Fetched.CopyTo(values);
    }

    /// <inheritdoc/>
    public bool AllFinite(DeviceMatrix matrix)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix values = Cast(matrix);
        if (values.Whole.IsEmpty)
            return true;
        readBack.Clear(FirstSum);
        reductions.MarkNonfinite(values.Whole, readBack.Result(FirstSum));
        return readBack.Read<int>(FirstSum) == 0;
    }

    /// <inheritdoc/>
    public void RequireFinite(DeviceMatrix matrix)
    {
        using Turns.Turn turn = turns.Take();
        reductions.MarkNonfinite(Cast(matrix).Whole, readBack.WatchNonfinite());
    }

    /// <inheritdoc/>
    public double SquaredHinge(DeviceMatrix outputs, DeviceMatrix targets, DeviceMatrix gradient)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix h = Cast(outputs), t = Cast(targets), g = Cast(gradient);
        RequireSize("targets", t, h.Rows, h.Columns);
        RequireSize("gradient", g, h.Rows, h.Columns);
        if (h.Whole.IsEmpty)
            return 0;
        objectives.SquaredHinge(h.Whole, t.Whole, g.Whole, readBack.Partial);
        SumPartials(FirstSum);
        return readBack.Read<double>(FirstSum);
    }

    /// <inheritdoc/>
    public void Force(
        DeviceMatrix gradient, DeviceMatrix outputs, DeviceMatrix scale, float keep, float strength, float pull, QuantizationPull quantization,
        float clip, DeviceMatrix force)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix g = Cast(gradient), h = Cast(outputs), state = Cast(scale), result = Cast(force);
        RequireSize("outputs", h, g.Rows, g.Columns);
        RequireSize("scale", state, 1, 1);
        RequireSize("force", result, g.Rows, g.Columns);
        Dot(g.Whole, g.Whole, readBack.Result(FirstSum));
        objectives.ForceScale(readBack.Result(FirstSum), (long)g.Rows * g.Columns, keep, state.Data);
        objectives.Force(g.Whole, h.Whole, state.Data, strength, pull, quantization == QuantizationPull.DoubleWell, clip, result.Whole);
    }

    /// <inheritdoc/>
    public void TrustRegionStep(
        DeviceMatrix sample, DeviceMatrix sums, DeviceMatrix weights, DeviceMatrix velocity, float eta, float limit, float decay,
        DeviceMatrix ridge, DecayTarget target)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix input = Cast(sample), outputs = Cast(sums), w = Cast(weights), v = Cast(velocity), a = Cast(ridge);
        RequireSize("velocity", v, w.Rows, w.Columns);
        RequireSize("ridge", a, 1, 1);
        if (input.Columns != w.Rows)
            throw new ArgumentException($"Shapes do not match: sample is {sample}, weights are {weights}.", nameof(sample));
        RequireSize("sums", outputs, input.Rows, w.Columns);

        nuint step = 0;
        if (!float.IsPositiveInfinity(limit))
        {
            step = readBack.Result(StepLength);
            Dot(outputs.Whole, outputs.Whole, readBack.Result(FirstSum));
            SquaredNorm(input.Whole, v.Whole, SecondSum);
            updates.TrustStep(readBack.Result(FirstSum), readBack.Result(SecondSum), eta, limit, step);
        }
        updates.ConsensusStep(w.Whole, v.Whole, step, eta, decay, a.Data, target == DecayTarget.Identity);
    }

    // Of the product input factor, which nobody else needs.
    private void SquaredNorm(DeviceView input, DeviceView factor, int result)
    {
        DeviceView product = new(scratch.Reserve((long)input.Rows * factor.Columns), Math.Max(1, factor.Columns), input.Rows, factor.Columns);
        Product(input, false, factor, false, 1, 0, product);
        Dot(product, product, readBack.Result(result));
    }

    private void Dot(DeviceView a, DeviceView b, nuint result)
    {
        if (a.IsEmpty)
        {
            DriverNative.cuMemsetD8Async(result, 0, sizeof(double), stream.Stream).ThrowIfFailed();
            return;
        }
        reductions.Dot(a, b, readBack.Partial);
        reductions.SumPartials(readBack.Partial, LaunchGeometry.ReductionBlocks, result);
    }

    private void SumPartials(int result) => reductions.SumPartials(readBack.Partial, LaunchGeometry.ReductionBlocks, readBack.Result(result));
}
