// The optional native library (native/cpu): found once, never required, and gone without a trace where it is missing.
using Vdsh.Data;

namespace Vdsh.Compute.Cpu;

/// <summary>Entry points of native/cpu/vdsh_cpu.h. Functions may be called only where <see cref="Isa"/> says that the set is there.</summary>
internal static unsafe class NativeHamming
{
    private static readonly NativeLibrarySearch Search = NativeLibrarySearch.Current;

    // Calls take a microsecond or less, so that a garbage collection can wait for one.
    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, ulong*, int, int, ulong, ulong*,
        void> PlanarFunction =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, ulong*, int, int, ulong, ulong*, void>)Search.Export(
            "vdsh_cpu_make_planar");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, ulong*, ulong*, int, int, ulong,
        ushort*, void> DistancesFunction =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, ulong*, ulong*, int, int, ulong, ushort*,
            void>)Search.Export("vdsh_cpu_distances");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, ulong*, ulong*, int, int, ulong,
        int, int, int*, ushort*, int> NearerFunction =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, ulong*, ulong*, int, int, ulong, int, int, int*,
            ushort*, int>)Search.Export("vdsh_cpu_nearer");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, ulong*, ulong*, int, int, ulong,
        int, int> CountFunction =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, ulong*, ulong*, int, int, ulong, int,
            int>)Search.Export("vdsh_cpu_count");

    /// <summary>The strongest instruction set of library and processor.</summary>
    public static NativeIsa Isa => Search.Isa;

    /// <summary>The file in use; null where there is none.</summary>
    public static string? LibraryPath => Search.Path;

    /// <summary>Every file that was tried, with why it is not used (null: it is).</summary>
    public static IReadOnlyList<(string Path, string? Why)> Tried => Search.Tried;

    /// <summary>What is wrong with an explicit choice; null where there is none or it works.</summary>
    public static string? Complaint => Search.Complaint;

    /// <summary>An explicit choice must not degrade silently.</summary>
    /// <exception cref="InputException">VDSH_NATIVE names something that cannot be used.</exception>
    public static void RequireSound()
    {
        if (Complaint is not null)
            throw new InputException(Complaint);
    }

    public static void MakePlanar(NativeIsa isa, ulong* codes, int count, int words, ulong mask, ulong* planar)
        => PlanarFunction((int)isa, codes, count, words, mask, planar);

    public static void Distances(NativeIsa isa, CodeOrder order, ulong* query, ulong* codes, int groups, int words,
        ulong mask, ushort* distances)
        => DistancesFunction((int)isa, (int)order, query, codes, groups, words, mask, distances);

    public static int Nearer(
        NativeIsa isa, CodeOrder order, ulong* query, ulong* codes, int groups, int words, ulong mask, int bound,
            int firstRow, int* rows, ushort* distances)
        => NearerFunction((int)isa, (int)order, query, codes, groups, words, mask, bound, firstRow, rows, distances);

    public static int Count(
        NativeIsa isa, CodeOrder order, ulong* query, ulong* codes, int groups, int words, ulong mask, int bound)
        => CountFunction((int)isa, (int)order, query, codes, groups, words, mask, bound);
}
