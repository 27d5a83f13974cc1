// A net of 64 layers, 62 of which might as well not be there, is a shallow net; this finds out.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation;

/// <summary>
/// Measures what each hidden layer of a model is worth, and its effective depth: the number of hidden layers that are
/// left when as many as can be found are made exact identities while the map stays within <see cref="Tolerance"/> of
/// the whole model's. Every figure is that of a complete net, measured exactly.
/// <para>Layers are left out greedily: those first whose absence alone costs least, several at once as long as that
/// goes well, and again until none of those that are left can be missed. A layer that could not be the identity (<see
/// cref="HashModel.MayBeIdentity"/>) always counts. Since not every set of layers is tried, fewer may be enough.</para>
/// </summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public sealed class DepthAnalysis
{
    /// <summary>What the map may lose against the whole model.</summary>
    public const double Tolerance = 0.002;

    // Draws of queries and items do not depend on each other.
    private const ulong QueryStream = 0x6465707468, ItemStream = 0x6465707469;

    private readonly HashModel model;
    private readonly IComputeBackend backend;
    private readonly LabeledData queries, database;
    private readonly CancellationToken cancellation;
    private readonly RetrievalEvaluator evaluator;

    private DepthAnalysis(HashModel model, IComputeBackend backend, LabeledData queries, LabeledData database,
        CancellationToken cancellation)
    {
        this.model = model;
        this.backend = backend;
        this.queries = queries;
        this.database = database;
        this.cancellation = cancellation;
        evaluator = new RetrievalEvaluator(backend, new EvaluationOptions { StableSort = false });
    }

    /// <summary>Analyses a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="backend">Encodes and searches.</param>
    /// <param name="queries">Queries.</param>
    /// <param name="database">The items searched; no query is among them.</param>
    /// <param name="options">How many of the items to take; null takes the defaults.</param>
    /// <param name="cancellation">Looked at before every net.</param>
    /// <exception cref="InputException">The items do not suit the model, or no query has a relevant item.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DepthReport Run(
        HashModel model, IComputeBackend backend, LabeledData queries, LabeledData database,
        DepthAnalysisOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(database);
        options ??= new DepthAnalysisOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostItems, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostQueries, 1, nameof(options));
        LabeledData fewQueries = Sample(queries, options.MostQueries, options.Seed, QueryStream);
        LabeledData fewItems = Sample(database, options.MostItems, options.Seed, ItemStream);
        return new DepthAnalysis(model, backend, fewQueries, fewItems, cancellation).Run();
    }

    private DepthReport Run()
    {
        using var encoder = new ThinnedEncoder(model, backend);
        int[] all = [.. Enumerable.Range(0, model.HiddenLayers)];
        // From the last to the first, so that each net has the more in common with the one before it.
        int[] removable = [.. all.Where(model.MayBeIdentity).Reverse()];
        double[] maps = Maps(encoder, [all, .. removable.Select(layer => Without(all, [layer]))]);
        var losses = new Dictionary<int, double>();
        for (int i = 0; i < removable.Length; i++)
            losses.Add(removable[i], maps[0] - maps[i + 1]);
        (int[] kept, double map) = Thin(encoder, all, [.. removable.OrderBy(layer => losses[layer])], maps[0]);
        return new DepthReport
        {
            Map = maps[0],
            EffectiveDepth = kept.Length,
            EffectiveMap = map,
            Tolerance = Tolerance,
            Layers = [.. all.Select(layer => Describe(layer, losses, kept))],
            Queries = queries.Count,
            Database = database.Count,
        };
    }

    private LayerDepth Describe(int layer, Dictionary<int, double> losses, int[] kept)
    {
        int inputs = layer == 0 ? model.InputColumns : model.Widths[layer - 1];
        bool mayBeIdentity = losses.TryGetValue(layer, out double loss);
        double? distance = mayBeIdentity ? DistanceFromIdentity(model, layer) : null;
        return new LayerDepth(
            layer, inputs, model.Widths[layer], distance, mayBeIdentity ? loss : null, kept.Contains(layer));
    }

    // As many at once as went well before, twice as many after that, and half as many where it went wrong.
    private (int[] Kept, double Map) Thin(ThinnedEncoder encoder, int[] all, int[] order, double whole)
    {
        int[] kept = all;
        double map = whole;
        for (int removed = 1; removed > 0;)
        {
            removed = 0;
            int[] candidates = [.. order.Where(kept.Contains)];
            for (int next = 0, size = 1; next < candidates.Length;)
            {
                int count = Math.Min(size, candidates.Length - next);
                int[] trial = Without(kept, candidates.AsSpan(next, count));
                double found = Maps(encoder, [trial])[0];
                if (found >= whole - Tolerance)
                {
                    (kept, map) = (trial, found);
                    removed += count;
                    next += count;
                    size *= 2;
                    continue;
                }
                if (count == 1)
                    next++;
                size = Math.Max(1, count / 2);
            }
        }
        return (kept, map);
    }

    private double[] Maps(ThinnedEncoder encoder, IReadOnlyList<int[]> nets)
    {
        HashCodes[] ofQueries = encoder.Encode(queries.Features, nets, cancellation),
            ofItems = encoder.Encode(database.Features, nets, cancellation);
        return [.. ofQueries.Zip(ofItems, (query, items) =>
            evaluator.Evaluate(query, queries.Labels, items, database.Labels, cancellation).Map)];
    }

    private static int[] Without(int[] layers, ReadOnlySpan<int> left)
    {
        int[] result = new int[layers.Length - left.Length];
        int filled = 0;
        foreach (int layer in layers)
        {
            if (!left.Contains(layer))
                result[filled++] = layer;
        }
        return result;
    }

    private static double DistanceFromIdentity(HashModel model, int layer)
    {
        ReadOnlySpan2D<float> weights = model.Weights(layer);
        double sum = 0;
        for (int row = 0; row < weights.Height; row++)
        {
            for (int column = 0; column < weights.Width; column++)
            {
                double difference = weights[row, column] - (row == column ? 1.0 : 0.0);
                sum += difference * difference;
            }
        }
        return Math.Sqrt(sum / weights.Width);
    }

    // Every class keeps its share, and at least one item.
    private static LabeledData Sample(LabeledData items, int most, ulong seed, ulong stream)
    {
        if (items.Count <= most)
            return items;
        double share = (double)most / items.Count;
        return items
            .Select(ClassDraw.Rows(items.Labels, size => size == 0 ? 0 : Math.Max(1, (int)Math.Round(size * share)),
            new SeededRandom(seed, stream)).Drawn);
    }
}
