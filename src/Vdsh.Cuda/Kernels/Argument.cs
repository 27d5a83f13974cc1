// A launch passes pointers to its arguments; keeping the size beside each pointer lets every launch be checked against the PTX.
namespace Vdsh.Cuda.Kernels;

/// <summary>Where an argument lies and how large it is.</summary>
internal readonly unsafe struct Argument
{
    private Argument(void* address, int size)
    {
        Address = address;
        Size = size;
    }

    /// <summary>First byte.</summary>
    public void* Address { get; }

    /// <summary>Bytes.</summary>
    public int Size { get; }

    /// <summary>An argument in a local variable of the caller.</summary>
    public static Argument Of<T>(T* value) where T : unmanaged => new(value, sizeof(T));
}
