// The bfloat16 products of the optional native library.
namespace Vdsh.Compute.Cpu;

/// <summary>Entry points of native/cpu/vdsh_cpu.h for products; they may be called only where <see cref="IsSupported"/>.</summary>
internal static unsafe class NativeBf16
{
    private static readonly delegate* unmanaged[Cdecl]<float*, long, int, int, int, int, long, float*, void> PackRowsFunction =
        (delegate* unmanaged[Cdecl]<float*, long, int, int, int, int, long, float*, void>)NativeLibrarySearch.Current.Export("vdsh_cpu_bf16_pack_rows");

    private static readonly delegate* unmanaged[Cdecl]<float*, long, int, int, int, float*, void> PackTransposedFunction =
        (delegate* unmanaged[Cdecl]<float*, long, int, int, int, float*, void>)NativeLibrarySearch.Current.Export("vdsh_cpu_bf16_pack_transposed");

    // A tile takes about a microsecond, so that a garbage collection can wait for one.
    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, long, float*, float*, float*, long, float, float, void> MultiplyFunction =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, long, float*, float*, float*, long, float, float, void>)NativeLibrarySearch.Current.Export("vdsh_cpu_bf16_multiply");

    /// <summary>Whether library, processor and system have the instructions.</summary>
    public static bool IsSupported { get; } = Ask();

    /// <summary>Why not, and what to do about it.</summary>
    public static string Reason => NativeLibrarySearch.Current switch
    {
        { IsOff: true } => $"{NativeLibrarySearch.Variable} switches the native library off, and they are a part of it.",
        { Path: null } search => search.Complaint ?? "The native library was not found; build it with './build.sh native' ('vdsh doctor' says where it is looked for).",
        _ => "This processor does not have AVX512-BF16, or the compiler of the native library did not know it.",
    };

    public static void PackRows(float* source, nint stride, int k, int count, int width, int lastWidth, nint step, float* panels)
        => PackRowsFunction(source, stride, k, count, width, lastWidth, step, panels);

    public static void PackTransposed(float* source, nint stride, int k, int count, int width, float* panel)
        => PackTransposedFunction(source, stride, k, count, width, panel);

    public static void Multiply(int rows, int vectors, nint pairs, float* a, float* b, in TileTarget target)
        => MultiplyFunction(rows, vectors, pairs, a, b, target.C, target.Stride, target.Alpha, target.Keep);

    private static bool Ask()
    {
        nint function = NativeLibrarySearch.Current.Export("vdsh_cpu_has_bf16");
        return function != 0 && ((delegate* unmanaged[Cdecl]<int>)function)() != 0;
    }
}
