// The histogram of evaluation, chunk by chunk: counts are sums, so chunks of the database add up exactly.
using Vdsh.Cuda.Driver;
using Vdsh.Cuda.Kernels;
using Vdsh.Data;

namespace Vdsh.Cuda.Compute;

/// <summary>One histogram over distances and grades of relevance.</summary>
internal sealed class HistogramScan(ScanDevice device, ScanShape shape, long budget)
{
    /// <summary>Grades of relevance, at least 2.</summary>
    public required int Grades { get; init; }

    /// <summary>Adds to counts, queries x grades x (bits+1); arguments were checked and nothing is empty.</summary>
    public void Run(ReadOnlySpan<ulong> queries, ScannedCodes database, LabelSet queryLabels, LabelSet databaseLabels, ReadOnlySpan<int> excluded, Span<int> counts)
    {
        bool single = !queryLabels.IsMultiLabel && !databaseLabels.IsMultiLabel;
        int[] queryClasses = single ? LabelColumns.Classes(queryLabels) : [], itemClasses = single ? LabelColumns.Classes(databaseLabels) : [];
        int maskWords = single ? 0 : (databaseLabels.ClassCount + 63) / 64;
        int perQuery = Grades * shape.Bins;
        long labelBytes = Math.Max(sizeof(int), maskWords * sizeof(ulong)), codeBytes = shape.Words * sizeof(ulong);
        int itemsAtOnce = CudaBackend.Fit(budget / 4, labelBytes, shape.Items);
        int queriesAtOnce = CudaBackend.Fit(budget / 4, codeBytes + labelBytes + sizeof(int) + (perQuery * (long)sizeof(int)), shape.Queries);

        using CudaDeviceVariable<ulong> queryCodes = new(device.Context, (long)queriesAtOnce * shape.Words);
        using CudaDeviceVariable<byte> queryRelevance = new(device.Context, queriesAtOnce * labelBytes), itemRelevance = new(device.Context, itemsAtOnce * labelBytes);
        using CudaDeviceVariable<int> left = new(device.Context, queriesAtOnce), result = new(device.Context, (long)queriesAtOnce * perQuery);
        int[] leftHere = new int[excluded.IsEmpty ? 0 : queriesAtOnce], found = new int[(long)queriesAtOnce * perQuery];
        using DatabasePass pass = new(device, shape, database, budget / 2, itemsAtOnce);
        while (pass.MoveNext())
        {
            UploadLabels(databaseLabels, itemClasses, pass.First, pass.Count, itemRelevance);
            foreach (var (first, count) in CudaBackend.Chunks(shape.Queries, queriesAtOnce))
            {
                device.Staging.Upload(queries.Slice(first * shape.Words, count * shape.Words), queryCodes.DevicePointer);
                UploadLabels(queryLabels, queryClasses, first, count, queryRelevance);
                if (!excluded.IsEmpty)
                {
                    for (int query = 0; query < count; query++)
                    {
                        int item = excluded[first + query] - pass.First;
                        leftHere[query] = item >= 0 && item < pass.Count ? item : -1;
                    }
                    device.Staging.Upload<int>(leftHere.AsSpan(0, count), left.DevicePointer);
                }
                var relevance = new Relevance(
                    single ? queryRelevance.DevicePointer : 0, single ? itemRelevance.DevicePointer : 0, single ? 0 : queryRelevance.DevicePointer,
                    single ? 0 : itemRelevance.DevicePointer, maskWords, Grades, excluded.IsEmpty ? 0 : left.DevicePointer);
                result.MemsetAsync(0, device.Stream);
                device.Kernels.Histogram(
                    new CodePair(queryCodes.DevicePointer, count, pass.Address, pass.Count, shape.Words), shape.Bits, relevance,
                    DatabaseSlices.Of(count, pass.Count), CudaBackend.SharedBytes(perQuery), result.DevicePointer);
                pass.FetchNext();
                device.Staging.Download(result.DevicePointer, found.AsSpan(0, count * perQuery));
                CountScan.Add(found.AsSpan(0, count * perQuery), counts.Slice(first * perQuery, count * perQuery));
            }
        }
    }

    // Masks are made for the chunk alone: those of a whole database may be more than an array holds.
    private void UploadLabels(
        LabelSet labels, int[] classes, int first, int count, CudaDeviceVariable<byte> destination)
    {
        if (classes.Length > 0)
            device.Staging.Upload<int>(classes.AsSpan(first, count), destination.DevicePointer);
        else
            device.Staging.Upload<ulong>(LabelColumns.Masks(labels, first, count), destination.DevicePointer);
    }
}
