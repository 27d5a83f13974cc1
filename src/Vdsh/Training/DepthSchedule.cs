// A hidden layer that starts as the identity changes nothing until its first step, so a deep net can begin as a shallow one at a fraction of the cost.
namespace Vdsh.Training;

/// <summary>
/// Which layers of a net take part in a mini-batch. Training starts with a few hidden layers, spread evenly over the depth; the others are passed by, as the
/// identities that they are. Then the layers that take part double again and again, up to all.
/// </summary>
internal sealed class DepthSchedule
{
    // Half of the training with the first layers, a fifth with all.
    private const double FirstUntil = 0.5, AllFrom = 0.8;

    private readonly int[][] stages;
    private readonly long[] starts;
    private readonly long[] firstSteps;

    /// <param name="hiddenLayers">Hidden layers of the net.</param>
    /// <param name="firstLayers">Those that training starts with: at least 1, unless the net has none, and at most all.</param>
    /// <param name="steps">Mini-batches of the whole training.</param>
    public DepthSchedule(int hiddenLayers, int firstLayers, long steps)
    {
        int[] order = Order(hiddenLayers);
        var depths = new List<int>();
        for (int depth = firstLayers; depth < hiddenLayers; depth *= 2)
            depths.Add(depth);
        depths.Add(hiddenLayers);
        stages = [.. depths.Select(depth => (int[])[.. order[..depth].Order(), hiddenLayers])];
        starts = [.. Enumerable.Range(0, stages.Length).Select(stage => (long)(steps * Start(stage, stages.Length - 1)))];
        firstSteps = [.. Enumerable.Range(0, hiddenLayers + 1).Select(layer => starts[Array.FindIndex(stages, stage => stage.Contains(layer))])];
    }

    /// <summary>The layers that take part in a mini-batch, rising; the code layer is the last.</summary>
    /// <param name="step">Mini-batches before it.</param>
    public ReadOnlySpan<int> LayersAt(long step) => stages[StageAt(step)];

    /// <summary>Which of the <see cref="Depths"/> a mini-batch has.</summary>
    /// <param name="step">Mini-batches before it.</param>
    public int StageAt(long step)
    {
        int stage = stages.Length - 1;
        while (starts[stage] > step)
            stage--;
        return stage;
    }

    /// <summary>The first mini-batch that a layer takes part in.</summary>
    public long FirstStep(int layer) => firstSteps[layer];

    /// <summary>The numbers of hidden layers that take part, one after the other.</summary>
    public IEnumerable<int> Depths => stages.Select(layers => layers.Length - 1);

    /// <summary>What the first mini-batches of the training cost together.</summary>
    /// <param name="steps">Their number.</param>
    /// <param name="costs">What one of them costs at each of the <see cref="Depths"/>.</param>
    public double Cost(long steps, ReadOnlySpan<double> costs)
    {
        double total = 0;
        for (int stage = 0; stage < stages.Length && starts[stage] < steps; stage++)
        {
            long end = stage + 1 < stages.Length ? Math.Min(steps, starts[stage + 1]) : steps;
            total += (end - starts[stage]) * costs[stage];
        }
        return total;
    }

    private static double Start(int stage, int last) => stage == 0 ? 0 : last == 1 ? AllFrom : FirstUntil + ((AllFrom - FirstUntil) * (stage - 1) / (last - 1));

    // The first layer, which is never the identity, then the one in the middle, those at the quarters, and so on.
    private static int[] Order(int layers)
    {
        var order = new List<int>(layers);
        var taken = new bool[layers];
        for (int parts = 1; order.Count < layers; parts *= 2)
        {
            for (int part = 0; part < parts; part++)
            {
                int layer = (int)((long)layers * part / parts);
                if (!taken[layer])
                    order.Add(layer);
                taken[layer] = true;
            }
        }
        return [.. order];
    }
}
