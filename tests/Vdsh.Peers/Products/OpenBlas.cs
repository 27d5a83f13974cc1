// The product that everybody uses, called as it is: its own threads, its own kernels for this processor.
using System.Runtime.InteropServices;

namespace Vdsh.Peers.Products;

/// <summary>OpenBLAS' single-precision matrix product.</summary>
internal sealed unsafe class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101, NotTransposed = 111, Transposed = 112;

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> product;

    /// <param name="threads">Threads that it may use.</param>
    /// <exception cref="PeerException">It is not installed.</exception>
    public OpenBlas(int threads)
    {
        // Its best kernels, whatever the environment says: old releases take those of 2013 on processors that they do not know. The C library's
        // environment is not .NET's.
        _ = RemoveVariable("OPENBLAS_L2_SIZE");
        if (System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
            _ = SetVariable("OPENBLAS_CORETYPE", "SkylakeX", overwrite: 1);
        // Its threads wait busily for 2^22 cycles after a call, some milliseconds. By default they wait longer, but what is measured next needs the cores.
        _ = SetVariable("OPENBLAS_THREAD_TIMEOUT", "22", overwrite: 1);
        if (!NativeLibrary.TryLoad(Library, out nint library))
            throw new PeerException($"{Library} was not found; on Debian: apt-get install libopenblas0-pthread.");
        product = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemm");
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads"))(threads);
        Kernels = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "openblas_get_corename"))()) ?? "";
    }

    /// <summary>The processor whose kernels it uses.</summary>
    public string Kernels { get; }

    /// <summary>c = op(a) op(b), row-major and without gaps: m x n = (m x k)(k x n), each factor stored transposed where said.</summary>
    public void Multiply(int m, int n, int k, float* a, bool transposeA, float* b, bool transposeB, float* c) => product(
        RowMajor, transposeA ? Transposed : NotTransposed, transposeB ? Transposed : NotTransposed, m, n, k, 1, a, transposeA ? m : k, b, transposeB ? k : n, 0, c, n);

    [DllImport("libc", EntryPoint = "unsetenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int RemoveVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
