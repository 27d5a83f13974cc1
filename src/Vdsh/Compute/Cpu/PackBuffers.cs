// Work space of the matrix products, kept between calls: one shared buffer per factor and one per thread.
namespace Vdsh.Compute.Cpu;

/// <summary>Packed copies of the factors of a product.</summary>
internal sealed unsafe class PackBuffers
{
    private readonly ScratchBuffer _left = new();
    private readonly ScratchBuffer _right = new();
    private readonly ScratchBuffer _perWorker = new();
    private readonly int _workers;

    public PackBuffers(int workers) => _workers = workers;

    public float* Left(long floats) => _left.Reserve(floats);

    public float* Right(long floats) => _right.Reserve(floats);

    /// <summary>Space for every worker; worker w's part starts at w times <paramref name="floatsPerWorker"/>, which must be a multiple of 16.</summary>
    public float* PerWorker(int floatsPerWorker) => _perWorker.Reserve((long)_workers * floatsPerWorker);

    public void Free()
    {
        _left.Free();
        _right.Free();
        _perWorker.Free();
    }
}
