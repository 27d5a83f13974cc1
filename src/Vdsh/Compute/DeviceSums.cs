// A host that waits for every single sum leaves the device idle; these wait on the device until all are fetched at once.
namespace Vdsh.Compute;

/// <summary>
/// Room for double-precision sums that <see cref="IComputeBackend.Dot(DeviceMatrix, DeviceMatrix, DeviceSums, int)"/> leaves where the arithmetic is done and
/// <see cref="IComputeBackend.Read"/> brings to the host. Zeros at first. Owned by the <see cref="IComputeBackend"/> that made it.
/// </summary>
/// <remarks>
/// Thread safety: operations on it take turns at its backend, and so does its disposal; then they throw <see
/// cref="ObjectDisposedException"/>.
/// </remarks>
public abstract class DeviceSums : IDisposable
{
    /// <summary>Sets the number of sums.</summary>
    protected DeviceSums(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <summary>Number of sums.</summary>
    public int Count { get; }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory.</summary>
    protected abstract void Dispose(bool disposing);
}
