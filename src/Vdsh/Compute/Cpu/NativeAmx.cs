// The products on AMX tiles of the optional native library.
namespace Vdsh.Compute.Cpu;

/// <summary>Entry points of native/cpu/vdsh_cpu.h for AMX; they may be called only where <see cref="IsSupported"/>.</summary>
internal static unsafe class NativeAmx
{
    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<void> BeginFunction =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<void>)NativeLibrarySearch.Current.Export("vdsh_cpu_amx_begin");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<void> EndFunction =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<void>)NativeLibrarySearch.Current.Export("vdsh_cpu_amx_end");

    private static readonly delegate* unmanaged[Cdecl]<float*, long, int, int, int, int, long, float*, void> PackRowsFunction =
        (delegate* unmanaged[Cdecl]<float*, long, int, int, int, int, long, float*, void>)NativeLibrarySearch.Current.Export("vdsh_cpu_amx_pack_rows");

    private static readonly delegate* unmanaged[Cdecl]<float*, long, int, int, int, float*, void> PackTransposedFunction =
        (delegate* unmanaged[Cdecl]<float*, long, int, int, int, float*, void>)NativeLibrarySearch.Current.Export("vdsh_cpu_amx_pack_transposed");

    // A tile takes less than a microsecond, so that a garbage collection can wait for one.
    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, long, float*, float*, float*, long, float, float, void> MultiplyFunction =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, long, float*, float*, float*, long, float, float, void>)NativeLibrarySearch.Current.Export("vdsh_cpu_amx_multiply");

    /// <summary>Whether library, processor and system have the instructions, and the system lets this process use them.</summary>
    public static bool IsSupported { get; } = Ask();

    /// <summary>Prepares the calling thread for <see cref="Multiply"/>.</summary>
    public static void Begin() => BeginFunction();

    /// <summary>Gives the tiles back.</summary>
    public static void End() => EndFunction();

    public static void PackRows(float* source, nint stride, int k, int count, int width, int lastWidth, nint step, float* panels)
        => PackRowsFunction(source, stride, k, count, width, lastWidth, step, panels);

    public static void PackTransposed(float* source, nint stride, int k, int count, int width, float* panel)
        => PackTransposedFunction(source, stride, k, count, width, panel);

    public static void Multiply(int rows, int vectors, nint steps, float* a, float* b, in TileTarget target)
        => MultiplyFunction(rows, vectors, steps, a, b, target.C, target.Stride, target.Alpha, target.Keep);

    private static bool Ask()
    {
        nint function = NativeLibrarySearch.Current.Export("vdsh_cpu_has_amx");
        return function != 0 && ((delegate* unmanaged[Cdecl]<int>)function)() != 0;
    }
}
