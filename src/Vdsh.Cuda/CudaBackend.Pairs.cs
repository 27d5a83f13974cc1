// The code-layer operations of the objectives that compare items; the kernels follow.
using Vdsh.Compute;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    /// <inheritdoc/>
    public double PairLikelihood(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient) => throw new NotSupportedException();

    /// <inheritdoc/>
    public double TripletLikelihood(
        DeviceMatrix products, DeviceMatrix affinity, float margin, int maxPositives, int maxNegatives, ulong seed, DeviceMatrix pairGradient)
        => throw new NotSupportedException();

    /// <inheritdoc/>
    public double AveragePrecisionRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient)
        => throw new NotSupportedException();

    /// <inheritdoc/>
    public double NdcgRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient)
        => throw new NotSupportedException();

    /// <inheritdoc/>
    public double SoftmaxCrossEntropy(DeviceMatrix scores, DeviceMatrix targets, DeviceMatrix difference) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void MoveCentres(DeviceMatrix means, DeviceMatrix presence, float rate, DeviceMatrix centres) => throw new NotSupportedException();
}
