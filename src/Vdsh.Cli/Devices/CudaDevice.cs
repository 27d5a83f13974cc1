// A GPU as a device; opening it either works or says in one line why not and how to mend it.
using Vdsh.Cuda;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cli.Devices;

internal sealed class CudaDevice : ComputeDevice
{
    private readonly Gpu gpu;
    private readonly bool tf32;

    private CudaDevice(CudaBackend backend, Gpu gpu, bool tf32) : base(backend)
    {
        this.gpu = gpu;
        this.tf32 = tf32;
    }

    public override bool IsEmulated => gpu.IsEmulated;

    public override string PeakSource => IsEmulated ? "an emulator has none" : "computed from the clocks that the driver reports";

    // Tensor cores have a peak of their own, which the driver does not tell.
    public override double? MeasureFlops() => tf32 ? null : gpu.Flops;

    public override double? MeasureBandwidth() => gpu.BytesPerSecond;

    /// <summary>Opens a GPU.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="tf32">Whether products may round their factors to TF32.</param>
    /// <exception cref="DeviceUnavailableException">It cannot be used.</exception>
    public static CudaDevice Open(int index, bool tf32)
    {
        try
        {
            var backend = new CudaBackend(new CudaBackendOptions { Device = index, AllowTf32 = tf32 });
            return new CudaDevice(backend, new Gpu(backend.Device), tf32);
        }
        catch (Exception exception) when (exception is CudaException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DeviceUnavailableException($"{exception.Message.TrimEnd('.')}. 'vdsh doctor' says more; --device cpu does without.", exception);
        }
    }
}
