// A backend with one planted fault each, of the kind that kernels have: an unwritten element, a wrong edge, a lost item.
using CommunityToolkit.HighPerformance;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Tests.Cli;

/// <summary>A backend, that of the CPU unless another is given, wrong in one operation.</summary>
internal sealed class FaultyBackend(string faulty, IComputeBackend? whole = null) : IComputeBackend
{
    private readonly IComputeBackend good = whole ?? new CpuBackend(new CpuBackendOptions { Threads = 1 });
    private int inverses, codeLayers;

    /// <summary>Operations that can be made wrong.</summary>
    public static string[] Operations => ["Multiply", "Affine", "BackMultiplier", "GramMoment", "Dot", "AddScaled", "Fill", "HammingNearest", "PackSigns", "AllFinite", "RequireFinite", "InvertSpd", "Read"];

    public string Name => "faulty";

    public string Description => "a backend with a fault";

    /// <summary>The number, from 1, of the one matrix to be inverted that is made indefinite; 0 for none.</summary>
    public int IndefiniteInverse { get; init; }

    /// <summary>The number, from 1, of the one forward pass whose code layer gets an infinite output; 0 for none.</summary>
    public int InfiniteOutput { get; init; }

    public IProfiler Profiler { get; init; } = NoProfiler.Instance;

    /// <summary>What was asked for last in <see cref="RequireMemory"/>.</summary>
    public long PlannedBytes { get; private set; }

    public void RequireMemory(long bytes, string purpose)
    {
        PlannedBytes = bytes;
        good.RequireMemory(bytes, purpose);
    }

    /// <summary>Elements of all matrices allocated so far.</summary>
    public long AllocatedElements { get; private set; }

    public DeviceMatrix Allocate(int rows, int columns)
    {
        AllocatedElements += (long)rows * columns;
        return good.Allocate(rows, columns);
    }

    public void Upload(ReadOnlySpan2D<float> source, DeviceMatrix destination) => good.Upload(source, destination);

    public void Download(DeviceMatrix source, Span2D<float> destination) => good.Download(source, destination);

    public void Copy(DeviceMatrix source, DeviceMatrix destination) => good.Copy(source, destination);

    public void Fill(DeviceMatrix matrix, float value)
    {
        good.Fill(matrix, value);
        if (faulty == nameof(Fill))
            SpoilLast(matrix, value + 1);
    }

    public void Multiply(DeviceMatrix a, Transpose transposeA, DeviceMatrix b, Transpose transposeB, float alpha, float beta, DeviceMatrix c)
    {
        good.Multiply(a, transposeA, b, transposeB, alpha, beta, c);
        if (faulty == nameof(Multiply))
            SpoilLast(c, 1000);
    }

    public void Affine(DeviceMatrix input, DeviceMatrix weights, Activation activation, DeviceMatrix output, DeviceMatrix? sums = null)
    {
        good.Affine(input, weights, faulty == nameof(Affine) ? Activation.None : activation, output, sums);
        if (activation == Activation.None && ++codeLayers == InfiniteOutput)
            SpoilLast(output, float.PositiveInfinity);
    }

    public void BackMultiplier(DeviceMatrix multiplier, DeviceMatrix weights, DeviceMatrix activations, DeviceMatrix output)
    {
        good.BackMultiplier(multiplier, weights, activations, output);
        if (faulty == nameof(BackMultiplier))
            good.Multiply(multiplier, Transpose.No, weights, Transpose.Yes, 1, 0, output);
    }

    public void GramMoment(DeviceMatrix rows, float keep, DeviceMatrix moment)
    {
        good.GramMoment(rows, keep, moment);
        if (faulty == nameof(GramMoment) && moment.Rows > 1)
            good.Fill(moment.View(moment.Rows - 1, 0, 1, 1), 0);
    }

    public void InvertSpd(DeviceMatrix matrix, float ridge, float relativeRidge, DeviceMatrix inverse, DeviceMatrix appliedRidge)
    {
        if (faulty == nameof(InvertSpd) && matrix.Rows == 150)
            return;
        good.InvertSpd(matrix, ++inverses == IndefiniteInverse ? -1e6f : ridge, relativeRidge, inverse, appliedRidge);
    }

    public void TrustRegionStep(
        DeviceMatrix sample, DeviceMatrix sums, DeviceMatrix weights, DeviceMatrix velocity, float eta, float limit, float decay,
        DeviceMatrix ridge, DecayTarget target)
        => good.TrustRegionStep(sample, sums, weights, velocity, eta, limit, decay, ridge, target);

    public double SquaredHinge(DeviceMatrix outputs, DeviceMatrix targets, DeviceMatrix gradient) => good.SquaredHinge(outputs, targets, gradient);

    public void ApplyCodeFunction(DeviceMatrix outputs, CodeFunction function, DeviceMatrix bits) => good.ApplyCodeFunction(outputs, function, bits);

    public void ChainCodeFunction(DeviceMatrix bits, CodeFunction function, DeviceMatrix gradient) => good.ChainCodeFunction(bits, function, gradient);

    public void Force(
        DeviceMatrix gradient, DeviceMatrix outputs, DeviceMatrix scale, float keep, float strength, float pull, QuantizationPull quantization,
        float clip, DeviceMatrix force)
        => good.Force(gradient, outputs, scale, keep, strength, pull, quantization, clip, force);

    public double PairLikelihood(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient)
        => good.PairLikelihood(products, affinity, pairGradient);

    public double TripletLikelihood(
        DeviceMatrix products, DeviceMatrix affinity, float margin, int maxPositives, int maxNegatives, ulong seed, DeviceMatrix pairGradient)
        => good.TripletLikelihood(products, affinity, margin, maxPositives, maxNegatives, seed, pairGradient);

    public double AveragePrecisionRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient)
        => good.AveragePrecisionRelaxation(products, affinity, bits, bins, pairGradient);

    public double NdcgRelaxation(DeviceMatrix products, DeviceMatrix affinity, int bits, int bins, DeviceMatrix pairGradient)
        => good.NdcgRelaxation(products, affinity, bits, bins, pairGradient);

    public double SoftmaxCrossEntropy(DeviceMatrix scores, DeviceMatrix targets, DeviceMatrix difference)
        => good.SoftmaxCrossEntropy(scores, targets, difference);

    public void MoveCentres(DeviceMatrix means, DeviceMatrix presence, float rate, DeviceMatrix centres)
        => good.MoveCentres(means, presence, rate, centres);

    public void AddScaled(float alpha, DeviceMatrix source, DeviceMatrix target)
        => good.AddScaled(faulty == nameof(AddScaled) ? alpha * 1.00001f : alpha, source, target);

    public double Dot(DeviceMatrix a, DeviceMatrix b) => faulty == nameof(Dot) ? (float)good.Dot(a, b) : good.Dot(a, b);

    public DeviceSums AllocateSums(int count) => good.AllocateSums(count);

    public void Dot(DeviceMatrix a, DeviceMatrix b, DeviceSums sums, int index) => good.Dot(a, b, sums, faulty == "Read" ? 0 : index);

    public void Read(DeviceSums sums, Span<double> values) => good.Read(sums, values);

    public bool AllFinite(DeviceMatrix matrix) => faulty == nameof(AllFinite) ? good.AllFinite(matrix.LeftColumns(matrix.Columns - 1)) : good.AllFinite(matrix);

    public void RequireFinite(DeviceMatrix matrix) => good.RequireFinite(faulty == nameof(RequireFinite) ? matrix.LeftColumns(matrix.Columns - 1) : matrix);

    public void PackSigns(DeviceMatrix outputs, Span<ulong> codes)
    {
        good.PackSigns(outputs, codes);
        if (faulty == nameof(PackSigns))
            codes[^1] ^= 1UL << 63;
    }

    public void HammingDistances(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, Span<ushort> distances)
        => good.HammingDistances(queries, database, bits, distances);

    public void HammingHistogram(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, LabelSet queryLabels, LabelSet databaseLabels,
        int grades, ReadOnlySpan<int> excluded, Span<int> counts)
        => good.HammingHistogram(queries, database, bits, queryLabels, databaseLabels, grades, excluded, counts);

    public void HammingNearest(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int k, Span<int> ids, Span<int> distances)
    {
        good.HammingNearest(queries, database, bits, k, ids, distances);
        if (faulty == nameof(HammingNearest) && ids.Length > 1)
            (ids[^1], ids[^2]) = (ids[^2], ids[^1]);
    }

    public void HammingCountWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, Span<int> counts)
        => good.HammingCountWithin(queries, database, bits, radius, counts);

    public void HammingCollectWithin(ReadOnlySpan<ulong> queries, ReadOnlySpan<ulong> database, int bits, int radius, ReadOnlySpan<long> offsets,
        Span<int> ids, Span<int> distances)
        => good.HammingCollectWithin(queries, database, bits, radius, offsets, ids, distances);

    public void Dispose() => good.Dispose();

    private void SpoilLast(DeviceMatrix matrix, float value)
    {
        using DeviceMatrix last = matrix.View(matrix.Rows - 1, matrix.Columns - 1, 1, 1);
        good.Fill(last, value);
    }
}
