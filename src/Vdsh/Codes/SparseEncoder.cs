// Items and activations that are mostly zero go through all layers at once, without a matrix in between.
using System.Collections.Concurrent;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>Encodes rows on the threads of a CPU backend by <see cref="SparseForward{TLanes, TVector}"/>, with the codes of its products. For one caller at a time.</summary>
internal sealed unsafe class SparseEncoder : IDisposable
{
    /// <summary>Above this share of multiplications the dense products are faster.</summary>
    public const double MostWork = SparsePlan.MostNonZero;

    private const int Part = NonZeroLists.RowsPerPart;

    // Narrower layers waste vectors; lists of longer rows would need too much memory.
    private const int Narrowest = 64, Longest = 8192;

    private readonly HashModel model;
    private readonly IHostWorkers workers;
    private readonly SparseNetwork network;
    private readonly int mostRows;

    // As many as there are threads; a task takes one.
    private readonly ConcurrentBag<Space> spaces = [];

    /// <summary>Copies the weights and allocates all work space.</summary>
    /// <param name="model">A network that <see cref="Suits"/>.</param>
    /// <param name="backend">Lends its threads.</param>
    /// <param name="mostRows">Most rows that a thread takes through the layers together, a multiple of <see cref="NonZeroLists.RowsPerPart"/>.</param>
    public SparseEncoder(HashModel model, CpuBackend backend, int mostRows)
    {
        this.model = model;
        this.mostRows = mostRows;
        workers = backend;
        network = new SparseNetwork([.. Enumerable.Range(0, model.Layers).Select(model.EncodingWeights)], backend.FloatsPerVector);
        for (int i = 0; i < backend.Threads; i++)
            spaces.Add(new Space(backend.CreateSparseForward(network, mostRows), new float[Part * model.InputColumns], new float[mostRows * model.Bits]));
    }

    /// <summary>Whether a network has the shape for it.</summary>
    public static bool Suits(HashModel model)
    {
        bool suits = model.InputColumns is >= Narrowest and <= Longest;
        for (int layer = 0; layer < model.HiddenLayers; layer++)
            suits &= model.Widths[layer] is >= Narrowest and <= Longest;
        return suits;
    }

    /// <summary>Encodes some rows.</summary>
    /// <param name="features">Raw features.</param>
    /// <param name="start">First row.</param>
    /// <param name="rows">How many, one at least.</param>
    /// <param name="codes">Receives the codes of all items at their places.</param>
    /// <param name="work">Multiplications done, as a share of those of dense products.</param>
    /// <returns>The first row, counted from <paramref name="start"/>, with a feature that is not finite; <paramref name="rows"/> if there is none.</returns>
    public int Encode(FeatureMatrix features, int start, int rows, ulong[] codes, out double work)
    {
        // Equal tasks, as many for each thread.
        int tasks = (rows + mostRows - 1) / mostRows, share = (tasks + workers.Workers - 1) / workers.Workers * workers.Workers;
        int rowsPerTask = ((rows + share - 1) / share + Part - 1) / Part * Part;
        double most = 0;
        int firstBad = rows;
        object gate = new();
        workers.Run((rows + rowsPerTask - 1) / rowsPerTask, task =>
        {
            if (!spaces.TryTake(out Space? own))
                throw new InvalidOperationException("More tasks run than there are threads.");
            try
            {
                int first = task * rowsPerTask, bad = Encode(features, start, first, Math.Min(rows, first + rowsPerTask), codes, own, out double done);
                lock (gate)
                {
                    most = Math.Max(most, done);
                    firstBad = Math.Min(firstBad, bad);
                }
            }
            finally
            {
                spaces.Add(own);
            }
        });
        work = most;
        return firstBad;
    }

    public void Dispose()
    {
        foreach (Space space in spaces)
            space.Forward.Dispose();
        network.Free();
    }

    // Returns the first bad row, or a large number.
    private int Encode(FeatureMatrix features, int start, int first, int end, ulong[] codes, Space own, out double work)
    {
        int columns = model.InputColumns, words = model.WordsPerCode, bad = int.MaxValue;
        work = 0;
        fixed (float* inputs = own.Inputs, outputs = own.Outputs)
        fixed (ulong* to = codes)
        {
            for (int row = first; row < end; row += Part)
            {
                int count = Math.Min(Part, end - row);
                for (int i = 0; i < count; i++)
                {
                    Span<float> values = own.Inputs.AsSpan(i * columns, columns);
                    features.CopyRow(start + row + i, values);
                    if (!features.IsAlwaysFinite && FeatureCheck.IndexOfNonFinite(values) >= 0)
                        bad = Math.Min(bad, row + i);
                    model.Prepare(values, values);
                }
                own.Forward.Take((row - first) / Part, inputs, columns, count);
            }
            if (bad < end)
                return bad;
            work = own.Forward.Run(end - first, outputs);
            for (int row = first; row < end; row++)
                RowMath.PackSigns(outputs + ((nint)(row - first) * model.Bits), model.Bits, to + ((nint)(start + row) * words));
        }
        return bad;
    }

    private sealed record Space(ISparseForward Forward, float[] Inputs, float[] Outputs);
}
