// The histogram of evaluation, chunk by chunk: counts are sums, so chunks of the database add up exactly.
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;
using Vdsh.Data;

namespace Vdsh.Cuda.Compute;

/// <summary>One histogram over distances and grades of relevance.</summary>
internal sealed class HistogramScan(CudaContext context, CudaStream stream, TransferStaging staging, HammingKernels kernels, ScanShape shape, long budget)
{
    /// <summary>Grades of relevance, at least 2.</summary>
    public required int Grades { get; init; }

    /// <summary>Writes queries x grades x (bits+1) counts; arguments were checked and nothing is empty.</summary>
    public void Run(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, LabelSet queryLabels, LabelSet databaseLabels, ReadOnlySpan<int> excluded, Span<int> counts)
    {
        bool single = !queryLabels.IsMultiLabel && !databaseLabels.IsMultiLabel;
        int[] queryClasses = single ? LabelColumns.Classes(queryLabels) : [], itemClasses = single ? LabelColumns.Classes(databaseLabels) : [];
        ulong[] queryMasks = single ? [] : LabelColumns.Masks(queryLabels), itemMasks = single ? [] : LabelColumns.Masks(databaseLabels);
        int maskWords = single ? 0 : (databaseLabels.ClassCount + 63) / 64;
        int perQuery = Grades * shape.Bins;
        long labelBytes = Math.Max(sizeof(int), maskWords * sizeof(ulong)), codeBytes = shape.Words * sizeof(ulong);
        int itemsAtOnce = CudaBackend.Fit(budget / 4, codeBytes + labelBytes, shape.Items);
        int queriesAtOnce = CudaBackend.Fit(budget / 4, codeBytes + labelBytes + sizeof(int) + (perQuery * (long)sizeof(int)), shape.Queries);

        using CudaDeviceVariable<ulong> queryCodes = new(context, (long)queriesAtOnce * shape.Words), items = new(context, (long)itemsAtOnce * shape.Words);
        using CudaDeviceVariable<byte> queryRelevance = new(context, queriesAtOnce * labelBytes), itemRelevance = new(context, itemsAtOnce * labelBytes);
        using CudaDeviceVariable<int> left = new(context, queriesAtOnce), result = new(context, (long)queriesAtOnce * perQuery);
        int[] leftHere = new int[excluded.IsEmpty ? 0 : queriesAtOnce];
        foreach (var (firstQuery, queryCount) in CudaBackend.Chunks(shape.Queries, queriesAtOnce))
        {
            staging.Upload(queries.Slice(firstQuery * shape.Words, queryCount * shape.Words), queryCodes.DevicePointer);
            UploadLabels(queryClasses, queryMasks, maskWords, firstQuery, queryCount, queryRelevance);
            result.MemsetAsync(0, stream);
            foreach (var (firstItem, itemCount) in CudaBackend.Chunks(shape.Items, itemsAtOnce))
            {
                staging.Upload(database.Slice(firstItem * shape.Words, itemCount * shape.Words), items.DevicePointer);
                UploadLabels(itemClasses, itemMasks, maskWords, firstItem, itemCount, itemRelevance);
                if (!excluded.IsEmpty)
                {
                    for (int query = 0; query < queryCount; query++)
                    {
                        int item = excluded[firstQuery + query] - firstItem;
                        leftHere[query] = item >= 0 && item < itemCount ? item : -1;
                    }
                    staging.Upload<int>(leftHere.AsSpan(0, queryCount), left.DevicePointer);
                }
                var relevance = new Relevance(
                    single ? queryRelevance.DevicePointer : 0, single ? itemRelevance.DevicePointer : 0, single ? 0 : queryRelevance.DevicePointer,
                    single ? 0 : itemRelevance.DevicePointer, maskWords, Grades, excluded.IsEmpty ? 0 : left.DevicePointer);
                kernels.Histogram(
                    new CodePair(queryCodes.DevicePointer, queryCount, items.DevicePointer, itemCount, shape.Words), shape.Bits, relevance,
                    CudaBackend.SharedBytes(perQuery), result.DevicePointer);
            }
            staging.Download(result.DevicePointer, counts.Slice(firstQuery * perQuery, queryCount * perQuery));
        }
    }

    private void UploadLabels(int[] classes, ulong[] masks, int maskWords, int first, int count, CudaDeviceVariable<byte> destination)
    {
        if (maskWords == 0)
            staging.Upload<int>(classes.AsSpan(first, count), destination.DevicePointer);
        else
            staging.Upload<ulong>(masks.AsSpan(first * maskWords, count * maskWords), destination.DevicePointer);
    }
}
