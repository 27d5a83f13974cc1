// Work space of the matrix products, kept between calls: one shared buffer per factor and one per thread.
namespace Vdsh.Compute.Cpu;

/// <summary>Packed copies of the factors of a product.</summary>
internal sealed unsafe class PackBuffers
{
    private readonly ScratchBuffer left = new();
    private readonly ScratchBuffer right = new();
    private readonly ScratchBuffer perWorker = new();
    private readonly int workers;

    public PackBuffers(int workers) => this.workers = workers;

    public float* Left(long floats) => left.Reserve(floats);

    public float* Right(long floats) => right.Reserve(floats);

    /// <summary>Space for every worker; worker w's part starts at w times <paramref name="floatsPerWorker"/>, which must be a multiple of 16.</summary>
    public float* PerWorker(int floatsPerWorker) => perWorker.Reserve((long)workers * floatsPerWorker);

    public void Free()
    {
        left.Free();
        right.Free();
        perWorker.Free();
    }
}
