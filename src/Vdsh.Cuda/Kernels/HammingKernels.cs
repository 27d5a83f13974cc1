// Launchers of pack.cu, hamming.cu and topk.cu: codes from outputs, and counts and rows from codes.
namespace Vdsh.Cuda.Kernels;

/// <summary>Kernels on packed codes; nothing empty is launched.</summary>
internal sealed unsafe class HammingKernels
{
    private static readonly KernelSignature packSignsSignature = new("pack", "vdsh_pack_signs", "piiipi");
    private static readonly KernelSignature distancesSignature = new("hamming", "vdsh_hamming_distances", "pipiiip");
    private static readonly KernelSignature histogramSignature = new("hamming", "vdsh_hamming_histogram", "ppiiippppiipip");
    private static readonly KernelSignature countSignature = new("hamming", "vdsh_hamming_count", "ppiiiiip");
    private static readonly KernelSignature collectSignature = new("topk", "vdsh_collect", "ppiiippppipp");
    private static readonly KernelSignature slicesBeforeSignature = new("topk", "vdsh_slices_before", "piip");

    private readonly Kernel packSigns;
    private readonly Kernel distances;
    private readonly Kernel histogram;
    private readonly Kernel count;
    private readonly Kernel collect;
    private readonly Kernel slicesBefore;

    /// <summary>Loads the entries.</summary>
    public HammingKernels(KernelModules modules)
    {
        packSigns = modules.Get(packSignsSignature);
        distances = modules.Get(distancesSignature);
        histogram = modules.Get(histogramSignature);
        count = modules.Get(countSignature);
        collect = modules.Get(collectSignature);
        slicesBefore = modules.Get(slicesBeforeSignature);
    }

    /// <summary>What the engine passes to each entry.</summary>
    public static IEnumerable<KernelSignature> Signatures => [packSignsSignature, distancesSignature, histogramSignature, countSignature, collectSignature, slicesBeforeSignature];

    /// <summary>Packs signs into n x words32 words of 32 bits, padding zero.</summary>
    public void PackSigns(DeviceView h, nuint codes, int words32)
    {
        nuint hData = h.Data;
        int hStride = h.Stride, hRows = h.Rows, hColumns = h.Columns;
        packSigns.Launch(
            LaunchGeometry.Packing(h.Rows, words32),
            [
                Argument.Of(&hData), Argument.Of(&hStride), Argument.Of(&hRows), Argument.Of(&hColumns), Argument.Of(&codes),
                Argument.Of(&words32)
            ]);
    }

    /// <summary>All distances, queries x items.</summary>
    public void Distances(CodePair codes, int bits, nuint result)
    {
        nuint queries = codes.Queries, database = codes.Database;
        int queryCount = codes.QueryCount, itemCount = codes.ItemCount, words = codes.Words;
        distances.Launch(
            LaunchGeometry.Pairs(codes.QueryCount, codes.ItemCount),
            [
                Argument.Of(&queries), Argument.Of(&queryCount), Argument.Of(&database), Argument.Of(&itemCount), Argument.Of(&words),
                Argument.Of(&bits), Argument.Of(&result)
            ]);
    }

    /// <summary>Adds to counts, queries x grades x (bits+1), the items at each distance by grade of relevance; classes or masks are given, the others null.</summary>
    public void Histogram(CodePair codes, int bits, Relevance relevance, DatabaseSlices slices, int sharedBytes, nuint counts)
    {
        nuint queries = codes.Queries, database = codes.Database, queryClasses = relevance.QueryClasses, databaseClasses = relevance.DatabaseClasses;
        nuint queryMasks = relevance.QueryMasks, databaseMasks = relevance.DatabaseMasks, excluded = relevance.Excluded;
        int itemCount = codes.ItemCount, words = codes.Words, maskWords = relevance.MaskWords, grades = relevance.Grades, sliceItems = slices.Items;
        histogram.Launch(
            LaunchGeometry.Slices(codes.QueryCount, slices, sharedBytes),
            [
                Argument.Of(&queries), Argument.Of(&database), Argument.Of(&itemCount), Argument.Of(&words), Argument.Of(&bits),
                Argument.Of(&queryClasses), Argument.Of(&databaseClasses), Argument.Of(&queryMasks), Argument.Of(&databaseMasks),
                Argument.Of(&maskWords), Argument.Of(&grades), Argument.Of(&excluded), Argument.Of(&sliceItems), Argument.Of(&counts)
            ]);
    }

    /// <summary>Adds to counts, queries x (bits+1), or where slices are to be apart queries x slices x (bits+1), the items at each distance.</summary>
    public void Count(CodePair codes, int bits, DatabaseSlices slices, bool apart, int sharedBytes, nuint counts)
    {
        nuint queries = codes.Queries, database = codes.Database;
        int itemCount = codes.ItemCount, words = codes.Words, sliceItems = slices.Items, isApart = apart ? 1 : 0;
        count.Launch(
            LaunchGeometry.Slices(codes.QueryCount, slices, sharedBytes),
            [
                Argument.Of(&queries), Argument.Of(&database), Argument.Of(&itemCount), Argument.Of(&words), Argument.Of(&bits),
                Argument.Of(&sliceItems), Argument.Of(&isApart), Argument.Of(&counts)
            ]);
    }

    /// <summary>Turns counts of slices, queries x slices x bins, into those of the slices before each, and writes their sums, queries x bins.</summary>
    public void SlicesBefore(int queries, DatabaseSlices slices, int bins, nuint counts, nuint totals)
    {
        int sliceCount = slices.Count;
        slicesBefore.Launch(
            LaunchGeometry.SlicesBefore(queries, bins), [Argument.Of(&counts), Argument.Of(&sliceCount), Argument.Of(&bins), Argument.Of(&totals)]);
    }

    /// <summary>Collects, by distance and then by row, the items nearer than the limit distance and the first so many at it.</summary>
    public void Collect(CodePair codes, int bits, CollectionLimits limits, DatabaseSlices slices, int sharedBytes, nuint ids)
    {
        nuint queries = codes.Queries, database = codes.Database, distance = limits.Distance, atDistance = limits.Count, starts = limits.Starts;
        nuint before = limits.Before, rowOffsets = limits.RowOffsets;
        int itemCount = codes.ItemCount, words = codes.Words, sliceItems = slices.Items;
        collect.Launch(
            LaunchGeometry.Slices(codes.QueryCount, slices, sharedBytes),
            [
                Argument.Of(&queries), Argument.Of(&database), Argument.Of(&itemCount), Argument.Of(&words), Argument.Of(&bits),
                Argument.Of(&distance), Argument.Of(&atDistance), Argument.Of(&starts), Argument.Of(&before), Argument.Of(&sliceItems),
                Argument.Of(&rowOffsets), Argument.Of(&ids)
            ]);
    }
}
